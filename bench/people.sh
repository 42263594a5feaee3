#!/usr/bin/env bash
# A CSV file of N made-up customers with 10 declared fields, from number A on. Usage: people.sh A N.
awk -v from="$1" -v rows="$2" 'BEGIN {srand(7); print "external_id,name,email,plan,tenure,spent,joined,score,visits,vip,source,branch,note"
        for (i = from; i < from + rows; i++) printf "C-%07d,Person %d,p%d@example.org,Plan %d,%d,%d.%02d,2025-%02d-%02d,%d,%d,%s,src%d,Branch %d,n%d\n",
            i, i, i, rand() * 3, rand() * 72, rand() * 9000, rand() * 100, 1 + rand() * 12, 1 + rand() * 28,
            rand() * 100, rand() * 1000, rand() < 0.1 ? "true" : "false", rand() * 20, rand() * 500, rand() * 100000}'
