"""Somebody at the workbench of a running demonstration, for the scripts beside this file. Standard library only."""
import html.parser
import http.cookiejar
import json
import pathlib
import urllib.error
import urllib.parse
import urllib.request


class Page(html.parser.HTMLParser):
    """A page: its address, its forms with their fields as a browser would send them, and its texts in <code>."""

    def __init__(self, url, text):
        super().__init__()
        self.url, self.text, self.forms, self.codes = url, text, [], []
        self._form = self._select = self._code = None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        name, value = attrs.get("name"), attrs.get("value") or ""
        if tag == "form":
            self._form = {"action": attrs.get("action") or self.url, "fields": {}}
            self.forms.append(self._form)
        elif tag == "code":
            self._code = ""
        elif self._form and tag in ("input", "textarea") and name:
            ticked = attrs.get("type") not in ("checkbox", "radio") or "checked" in attrs
            if ticked:
                self._form["fields"].setdefault(name, []).append(value)
        elif self._form and tag == "select":
            self._select = name
        elif self._select and tag == "option" and "selected" in attrs:
            self._form["fields"][self._select] = [value]

    def handle_endtag(self, tag):
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None
        elif tag == "code" and self._code is not None:
            self.codes.append(self._code)
            self._code = None

    def handle_data(self, data):
        if self._code is not None:
            self._code += data


class Desk:
    """A browser at which the account `login` of the demonstration in the folder `data` is signed in."""

    def __init__(self, base, data, login):
        self.base = base.rstrip("/")
        jar = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
        accounts = json.loads((pathlib.Path(data) / "demo-accounts.json").read_text())
        password = next(a["password"] for a in accounts if a["login"] == login)
        page = self.submit(self.get("/work/login"), "/work/login", user=login, password=password)
        if "/work/login" in page.url:
            raise SystemExit(f"{login} could not sign in")

    def get(self, path):
        return self._page(urllib.parse.urljoin(self.base, path), None)

    def submit(self, page, action, **fields):
        """Sends the form of `page` whose action ends so, with these fields filled in."""
        form = next((f for f in page.forms if f["action"].endswith(action)), None)
        if form is None:
            raise SystemExit(f"no form {action} on {page.url}")
        for name, value in fields.items():
            form["fields"][name] = value if isinstance(value, list) else [value]
        body = urllib.parse.urlencode(form["fields"], doseq=True).encode()
        return self._page(urllib.parse.urljoin(page.url, form["action"]), body)

    def _page(self, url, body):
        try:
            with self._opener.open(urllib.request.Request(url, data=body), timeout=60) as answer:
                return Page(answer.url, answer.read().decode())
        except urllib.error.HTTPError as error:
            text = error.read().decode(errors="replace")
            raise SystemExit(f"{url}: {error.code}\n{text[:2000]}") from error
