# CloudTrail records -> Daybook events (one JSON object a line). Needs jq 1.6 or newer.
#
#   zcat file.gz | jq -c -f docs/examples/cloudtrail.jq | daybook import --workspace W --register-types
#
# Input: raw records one by one, or the files AWS delivers ({"Records": [...]}).
# `docs/importing.md` explains it step by step and how to adapt it. The numbers below are Daybook's limits.

# --- helpers for any source -------------------------------------------------------------------------------------

# At most $n characters; a cut is visible.
def cut($n): tostring | if length > $n then .[0:$n - 1] + "…" else . end;

# The same for ids, whose end tells them apart.
def cut_id($n): tostring | if length > $n then "…" + .[1 - $n:] else . end;

# Neither nulls nor empty texts, lists and objects: what is absent is left out.
def compact: with_entries(select(.value | . != null and . != "" and . != [] and . != {}));

# One word of a type name: lower case, digits, underscores, a letter first.
def word:
  gsub("(?<a>[a-z0-9])(?<b>[A-Z])"; "\(.a)_\(.b)")
  | gsub("(?<a>[A-Z])(?<b>[A-Z][a-z])"; "\(.a)_\(.b)")
  | ascii_downcase
  | [scan("[a-z0-9]+")] | join("_")
  | if test("^[a-z]") then . else "x" + . end
  | .[0:90];

# Is the text an IP address, and not the name of a host or a service?
def is_ip:
  if test("^[0-9]{1,3}([.][0-9]{1,3}){3}$") then
    split(".") | all(test("^(0|[1-9][0-9]*)$") and tonumber < 256)
  elif test("^[0-9A-Fa-f:]{2,39}$") and test(":") and (test(":::|::.*::") | not) then
    ([split(":")[] | select(. != "")]) as $groups
    | ($groups | all(length <= 4))
      and (if test("::") then ($groups | length) < 8
           else ($groups | length) == 8 and (test("^:|:$") | not) end)
      and (test("^:[^:]|[^:]:$") | not)
  else false end;

# Everything in the record without the character NUL, which no event may hold. Looked for first: it is rare.
def text_without_nul: explode | map(select(. != 0)) | implode;
def without_nul:
  if tojson | test("\\\\u0000") then
    walk(if type == "string" then text_without_nul
         elif type == "object" then with_entries(.key |= text_without_nul) else . end)
  else . end;

# --- the parts of an event --------------------------------------------------------------------------------------

def service: (.eventSource // "unknown") | sub("[.]amazonaws[.]com([.]cn)?$"; "");

# Some services end their names with the date of an interface: GetFunction20150331v2.
def action: (.eventName // "unknown") | sub("20[0-9]{6}(v[0-9]+)?$"; "");

def role_name: .sessionContext.sessionIssuer.userName // ((.arn // "") | split("/")[1]) // .principalId // "unknown role";

# People become `member`, programs with keys of their own `api_key`, AWS itself `system`. The id is what stays when
# a name changes; a role keeps one id over all of its sessions (the session is kept in the metadata), but behind a
# role of the identity centre stands a person, whom the session names.
def actor:
  .userIdentity // {}
  | if .type == "IAMUser" then
      {kind: "member", id: (.principalId // .arn), name: (.userName // .principalId)}
    elif .type == "Root" then
      {kind: "member", id: (.arn // .principalId), name: "Root of \(.accountId // "the account")"}
    elif .type == "AssumedRole" then
      role_name as $role
      | ((.principalId // $role) | split(":")) as $principal
      | if ($role | test("^AWSReservedSSO_")) and $principal[1] != null then
          {kind: "member", id: $principal[1], name: $principal[1]}
        else
          {kind: (if $role | test("^AWSServiceRole") then "system" else "api_key" end),
           id: $principal[0], name: $role}
        end
    elif .type == "AWSService" or (.type == null and .invokedBy != null) then
      {kind: "system", id: .invokedBy, name: (.invokedBy // "AWS")}
    elif .type == "AWSAccount" then
      if (.accountId // "") | test("^[0-9]+$")
      then {kind: "api_key", id: (.principalId // .accountId), name: "AWS account \(.accountId)"}
      else {kind: "anonymous", name: "Anonymous"} end
    elif .type == "SAMLUser" or .type == "WebIdentityUser" or .type == "FederatedUser"
         or .type == "IdentityCenterUser" or .type == "Directory" then
      {kind: "member", id: (.principalId // .onBehalfOf.userId // .arn // .userName),
       name: (.userName // .sessionContext.sessionIssuer.userName // .onBehalfOf.userId // .principalId)}
    else
      {kind: "anonymous", id: (.principalId // .arn), name: (.userName // .principalId // .accountId)}
    end
  | .name |= (if . == null or . == "" then "Unknown" else cut(200) end)
  | .id |= (if . == null or . == "" then null else cut_id(200) end)
  | compact;

# `denied`: somebody was not allowed to. `failed`: anything else that went wrong.
def state:
  if (.responseElements | type) == "object" and .responseElements.ConsoleLogin == "Failure" then "denied"
  elif .errorCode == null then (if .errorMessage == null then "done" else "failed" end)
  elif .errorCode | test("AccessDenied|Unauthorized|NotAuthorized|AuthFailure|Forbidden") then "denied"
  else "failed" end;

def error:
  if state == "done" then null
  else {code: (.errorCode // "Failure" | cut(200)), reason: (.errorMessage // "" | cut(4000))} | compact end;

# arn:aws:ssm:region:account:parameter/a/b -> {type: "ssm_parameter", id: the ARN, name: "a/b"}
def target_of_resource:
  (.ARN // .ARNPrefix // .resourceName // "") as $arn
  | ($arn | split(":")) as $part
  | ($part[5:] | join(":")) as $resource
  | select($arn != "")
  | {type: (if .type != null then .type | sub("^AWS::"; "") | word
            elif ($part[5:] | length) > 1 then "\($part[2]) \($part[5])" | word
            elif $resource | test("/") then "\($part[2]) \($resource | split("/")[0])" | word
            else "\($part[2] // "") resource" | word end),
     id: ($arn | cut_id(200)),
     name: ((if $resource == "" then $arn
             else $resource | sub("^[^/:]*[/:]"; "") | if . == "" then $resource else . end end) | cut_id(200))};

# Many records name what they are about only among the parameters.
def target_of_parameters:
  {bucketName: "s3_bucket", userName: "iam_user", roleName: "iam_role", policyArn: "iam_policy",
   instanceProfileName: "iam_instance_profile", instanceId: "ec2_instance", vpcId: "ec2_vpc",
   groupId: "ec2_security_group", snapshotId: "ec2_snapshot", imageId: "ec2_image", volumeId: "ec2_volume",
   secretId: "secret", functionName: "lambda_function", trailName: "cloudtrail_trail",
   dBInstanceIdentifier: "rds_instance", dBSnapshotIdentifier: "rds_snapshot"} as $known
  | .requestParameters
  | if type == "object" then to_entries[] else empty end
  | select($known[.key] != null and (.value | type) == "string" and .value != "")
  | {type: $known[.key], id: (.value | cut_id(200)), name: (.value | cut_id(200))};

def targets:
  [.resources // [] | .[] | target_of_resource] as $named
  | (if $named == [] then [target_of_parameters] else $named end) | unique_by([.type, .id]) | .[0:10];

# What a role did with the keys it was given is one story, from the AssumeRole on; otherwise the request is.
def correlation_id:
  (if .userIdentity.type == "AssumedRole" then .userIdentity.accessKeyId
   elif .eventName == "AssumeRole" and (.responseElements | type) == "object"
   then .responseElements.credentials.accessKeyId else null end) // .sharedEventID // .requestID
  | if . == null or . == "" then null else cut_id(200) end;

def context:
  {ip: (.sourceIPAddress // "" | if is_ip then . else null end),
   user_agent: (.userAgent // "" | cut(4000)),
   request_id: (.requestID // "" | cut_id(200))} | compact;

# Parameters only where they are small: metadata holds at most 50 keys and 8 KiB.
def small_parameters:
  .requestParameters
  | if type != "object" or . == {} then null
    elif (tojson | utf8bytelength) <= 4000 and ([.. | objects | keys[]] | length) <= 30
         and ([paths | length] | max) <= 10 then .
    else "left out: too large" end;

def metadata:
  small_parameters as $request
  | {event_source: .eventSource, event_name: .eventName, event_type: .eventType, region: .awsRegion,
   account: (.recipientAccountId // .userIdentity.accountId), read_only: .readOnly,
   role_session: (if .userIdentity.type == "AssumedRole" then .userIdentity.arn // "" | split("/")[2] else null end),
   access_key_id: .userIdentity.accessKeyId,
   invoked_by: .userIdentity.invokedBy,
   mfa: .userIdentity.sessionContext.attributes.mfaAuthenticated,
   source: (.sourceIPAddress // "" | if is_ip then null else . end),
   vpc_endpoint: .vpcEndpointId}
  | map_values(if type == "string" then cut(400) else . end) + {request: $request}
  | compact
  | if (tojson | utf8bytelength) <= 8192 then .
    else {event_source, event_name, region, account} | map_values(. // "" | cut(100)) end;

# A sentence that names the actor; commas and the last clause say how it ended.
def description($actor; $targets):
  "\($actor.name) called \(action) of \(service)"
  + (if $targets == [] then "" elif ($targets | length) == 1 then " on \($targets[0].name)"
     else " on \($targets[0].name) and \(($targets | length) - 1) more" end)
  + (if .awsRegion == null then "" else " in \(.awsRegion)" end)
  + (if state == "denied" then ", and was refused: \(.errorCode // .errorMessage // "no access")"
     elif state == "failed" then ", but it failed: \(.errorCode // .errorMessage)" else "" end)
  | cut(4000);

# --- the event --------------------------------------------------------------------------------------------------

(if type == "object" and (.Records | type) == "array" then .Records[] else . end)
| without_nul
| actor as $actor
| targets as $targets
| {
    type: "aws.\(service | word).\(action | word)",
    state: state,
    description: description($actor; $targets),
    actor: $actor,
    targets: $targets,
    error: error,
    correlation_id: correlation_id,
    context: context,
    metadata: metadata,
    occurred_at: .eventTime,
    idempotency_key: (.eventID // "" | cut_id(200))
  }
| compact
