"""Asks riskgate with Python's standard library alone: `ask.py ADDRESS < QUERY` prints who is at risk and where it was seen."""

import json
import sys
import urllib.request

body = json.dumps({"query": sys.stdin.read()}).encode()
request = urllib.request.Request(sys.argv[1], body, {"content-type": "application/json"})
with urllib.request.urlopen(request, timeout=20) as response:
    answer = json.load(response)
if "errors" in answer:
    sys.exit(json.dumps(answer["errors"]))
for user in answer["data"]["users"]["nodes"]:
    addresses = [sign_in["ipAddress"] for sign_in in user["riskySignIns"]["nodes"]]
    print(user["userPrincipalName"], user["riskLevel"], *addresses)
