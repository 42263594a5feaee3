# As the samples of the documentation do it: curl with Basic authentication, bodies that begin and end
# with a newline, ids as texts, a cookie that means nothing, and no content type in some calls.
set -euo pipefail

fail() { echo "$*" >&2; exit 1; }
call() { # METHOD PATH [BODY]
    curl -sS --location --request "$1" "$MUSTER_BASE$2" -u "$MUSTER_USER:$MUSTER_PASSWORD_MD5" \
        --header 'Cookie: _cfuvid=nothing' --header 'Accept: application/json' ${3:+--data "
$3
"}
}
expect() { # TEXT METHOD PATH [BODY]: the answer has the text
    local answer
    answer=$(call "${@:2}")
    [[ $answer == *"$1"* ]] || fail "${*:2}: $answer, without $1"
    printf '%s' "$answer"
}

made=$(expect '"createdId":' POST '/v2/customers?source=INSTORE' '{"profiles": [{"source": "INSTORE", "firstName": "Cora",
    "identifiers": [{"type": "mobile", "value": "447700900555"}, {"type": "email", "value": "curl@family.example"}]}]}')
id=$(grep -oE '"createdId":[0-9]+' <<<"$made" | grep -oE '[0-9]+')
expect "\"entity\":$id" GET '/v2/customers/lookup?source=INSTORE&identifierName=mobile&identifierValue=447700900555' >/dev/null
expect '"createdId":'"$id" PUT "/v2/customers/$id?source=INSTORE" '{"profiles": [{"source": "INSTORE", "lastName": "Quill"}]}' >/dev/null
expect '"lastName":"Quill"' GET "/v2/customers/$id?source=INSTORE" >/dev/null

group=$(expect '"entity":' POST /v2/userGroup2 \
    "{\"externalId\": \"curl-family\", \"groupName\": \"The curl family\", \"maxGroupSize\": \"2\", \"primaryUserId\": \"$id\"}")
group=$(grep -oE '"entity":[0-9]+' <<<"$group" | grep -oE '[0-9]+')
expect '"groupName":"The curl family"' GET '/v2/userGroup2?externalId=curl-family' >/dev/null
expect '"failureCount":0' POST '/v2/userGroup2/join?externalId=curl-family' "[{\"userId\": \"$id\"}]" >/dev/null
expect "\"fleetUserId\":$id" GET '/v2/userGroup2/members?identifierName=externalId&identifierValue=curl-family' >/dev/null
expect '"groupName":"Renamed"' PUT /v2/userGroup2 "{\"id\": $group, \"groupName\": \"Renamed\"}" >/dev/null
expect "\"id\":$group" GET "/v2/customers/$id?source=INSTORE&embed=userGroup" >/dev/null

# Errors of the business come with status 200; those of the request have a status.
expect '"code":1632' GET '/v2/userGroup2?externalId=nobody' >/dev/null
status=$(curl -s -o /dev/null -w '%{http_code}' -u "$MUSTER_USER:wrong" "$MUSTER_BASE/v2/userGroup2?id=$group")
[[ $status == 401 ]] || fail "a wrong password: $status"

call DELETE "/v2/userGroup2/$group/leave?source=INSTORE&identifierName=id&identifierValue=$id" >/dev/null
members=$(call GET '/v2/userGroup2/members?identifierName=externalId&identifierValue=curl-family')
[[ $members != *"\"fleetUserId\":$id"* ]] || fail "still a member: $members"
expect '"warnings":[]' DELETE '/v2/userGroup2?externalId=curl-family' >/dev/null
