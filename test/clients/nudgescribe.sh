# As the samples of the documentation do it: curl with -d, so that the content type is that of a form;
# member names in another case; a token that is renewed.
set -euo pipefail

fail() { echo "$*" >&2; exit 1; }
call() { # METHOD PATH BODY
    curl -sS -X "$1" "$MUSTER_BASE/v1$2" -H "Authorization: Bearer $token" -d "$3"
}
expect() { # TEXT METHOD PATH BODY: the answer has the text
    local answer
    answer=$(call "${@:2}")
    [[ $answer == *"$1"* ]] || fail "${*:2}: $answer, without $1"
    printf '%s' "$answer"
}
member() { grep -oE "\"$1\":\"[^\"]+\"" | head -1 | cut -d'"' -f4; } # NAME, from the answer on stdin

login=$(curl -sS -X POST "$MUSTER_BASE/v1/auth" -H "x-api-key: $MUSTER_API_KEY" \
    -d "{\"Email\": \"$MUSTER_EMAIL\", \"Password\": \"$MUSTER_PASSWORD\"}")
refresh=$(member refresh_token <<<"$login")
token=$(curl -sS "$MUSTER_BASE/v1/auth" -H "Authorization: Bearer $refresh" | member access_token)
[[ $token ]] || fail "no token: $login"

w="\"workspace_id\": \"$MUSTER_WORKSPACE_ID\""
group=$(expect '"group_name":"curl readers"' PUT /cg "{$w, \"group_name\": \"curl readers\"}" | member customer_group_id)
g="$w, \"customer_group_id\": \"$group\""
expect '"inserted_count":1' POST /customer/check \
    "{$g, \"customers\": [{\"external_id\": \"curl-1\", \"email\": \"curl@readers.example\", \"name\": \"Cora\"}]}" >/dev/null
expect '"email":"curl@readers.example"' POST /customer "{$g, \"page\": 1}" >/dev/null
# A bad row is reported, and nothing of the upload is stored.
expect 'Nothing was stored: 1 of 1 rows are not valid' POST /customer/check \
    "{$g, \"customers\": [{\"external_id\": \"curl-2\", \"email\": \"no address\", \"name\": \"Nobody\"}]}" >/dev/null
[[ $(call POST /customer "{$g, \"page\": 1}") != *curl-2* ]] || fail "a refused row was stored"

expect "\"customer_group_id\":\"$group\"" DELETE /cg "{$g}" >/dev/null
[[ $(call POST /cg "{$w}") != *"curl readers"* ]] || fail "the group is still there"
expect '"error":"Missing Fields"' POST /cg '{}' >/dev/null
