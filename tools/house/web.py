"""A logged-in user over plain HTTP: what a browser would send, without a browser."""

import http.cookiejar
import json
import re
import urllib.error
import urllib.parse
import urllib.request


class RpcError(Exception):
    """Odoo answered a JSON-RPC call with an error."""

    def __init__(self, error):
        data = error.get("data") or {}
        self.name = data.get("name", "")
        self.message = data.get("message") or error.get("message", "")
        super().__init__(f"{self.name}: {self.message}")


class Answer:
    """One HTTP answer, whatever its status."""

    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def text(self):
        return self.body.decode("utf-8", "replace")

    def json(self):
        return json.loads(self.body)


class Session:
    """Cookies of one visitor or user; one thread at a time."""

    def __init__(self, base_url, token=None, timeout=30):
        self.base_url, self.token, self.timeout = base_url, token, timeout
        self.uid = None
        self.jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(self.jar)
        )

    @property
    def cookie(self):
        return "; ".join(f"{c.name}={c.value}" for c in self.jar)

    def request(self, path, body=None, headers=None):
        headers = dict(headers or {})
        if self.token:
            headers.setdefault("X-Device-Token", self.token)
        url = path if path.startswith("http") else self.base_url + path
        request = urllib.request.Request(url, data=body, headers=headers)
        try:
            with self.opener.open(request, timeout=self.timeout) as answer:
                return Answer(answer.status, answer.headers, answer.read())
        except urllib.error.HTTPError as refusal:
            with refusal:
                return Answer(refusal.code, refusal.headers, refusal.read())

    def get(self, path, headers=None):
        return self.request(path, headers=headers)

    def post(self, path, data=None, json=None, headers=None):
        headers = dict(headers or {})
        if json is not None:
            headers["Content-Type"] = "application/json"
            body = _dumps(json)
        else:
            body = urllib.parse.urlencode(data or {}).encode()
        return self.request(path, body, headers)

    def rpc(self, path, **params):
        answer = self.post(path, json={"jsonrpc": "2.0", "id": 1, "params": params})
        if answer.status != 200:
            raise RpcError({"message": f"HTTP {answer.status}: {answer.text[:300]}"})
        content = answer.json()
        if "error" in content:
            raise RpcError(content["error"])
        return content.get("result")

    def call(self, model, method, *args, **kwargs):
        return self.rpc(
            f"/web/dataset/call_kw/{model}/{method}",
            model=model,
            method=method,
            args=list(args),
            kwargs=kwargs,
        )

    def login(self, login, password):
        form = self.get("/web/login").text
        found = re.search(r'name="csrf_token" value="([^"]+)"', form)
        token = found.group(1) if found else ""
        self.post("/web/login", {"login": login, "password": password, "csrf_token": token})
        self.uid = self.rpc("/web/session/get_session_info").get("uid")
        if not self.uid:
            raise RpcError({"message": f"login of {login} refused"})
        return self


def _dumps(value):
    return json.dumps(value).encode()
