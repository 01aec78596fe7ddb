"""Makes a Wagtail project in a folder, fills it with articles and prints the paths of their pages.

Usage: wagtail.py FOLDER ARTICLES.jsonl. The project is the one that `wagtail start` makes, with its production settings; what is
added is a page type for columns, one for articles, and templates that show what the measured portal shows of an article: head,
menu, way to the page, title, date, source, text, a list of the column's newest, the neighbours, a footer.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

folder, source = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()

MODELS = '''
from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.search import index


class ColumnPage(Page):
    subpage_types = ["news.ArticlePage"]


class ArticlePage(Page):
    date = models.DateTimeField(db_index=True)
    source = models.CharField(max_length=100)
    body = RichTextField()
    search_fields = Page.search_fields + [index.SearchField("body")]
    content_panels = Page.content_panels + [FieldPanel("date"), FieldPanel("source"), FieldPanel("body")]

    def get_context(self, request):
        context = super().get_context(request)
        column = self.get_parent()
        siblings = ArticlePage.objects.live().child_of(column)
        context["column"] = column
        context["menu"] = self.get_site().root_page.get_children().live().in_menu()
        context["way"] = self.get_ancestors().filter(depth__gt=1)
        context["newest"] = siblings.order_by("-date")[:10]
        context["newer"] = siblings.filter(date__gt=self.date).order_by("date").first()
        context["older"] = siblings.filter(date__lt=self.date).order_by("-date").first()
        return context
'''

PAGE = '''{% extends "base.html" %}
{% load wagtailcore_tags %}
{% block content %}
<nav><ul>{% for entry in menu %}<li><a href="{% pageurl entry %}">{{ entry.title }}</a></li>{% endfor %}</ul></nav>
<nav aria-label="way">{% for step in way %}<a href="{% pageurl step %}">{{ step.title }}</a> {% endfor %}</nav>
<main><h1>{{ page.title }}</h1><p>{{ page.date|date:"Y-m-d H:i" }} {{ page.source }}</p>
<article>{{ page.body|richtext }}</article>
{% if newer %}<p><a href="{% pageurl newer %}">{{ newer.title }}</a></p>{% endif %}
{% if older %}<p><a href="{% pageurl older %}">{{ older.title }}</a></p>{% endif %}</main>
<aside><h2>{{ column.title }}</h2><ul>{% for other in newest %}<li><a href="{% pageurl other %}">{{ other.title }}</a> {{ other.date|date:"m-d" }}</li>{% endfor %}</ul></aside>
<footer><p>{{ page.get_site.site_name }}</p></footer>
{% endblock %}
'''

SETTINGS = '''
DEBUG = False
SECRET_KEY = "only for measuring"
ALLOWED_HOSTS = ["*"]
SECURE_SSL_REDIRECT = False
WAGTAIL_SITE_NAME = "measured"
INSTALLED_APPS += ["news"]
LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
DATABASES["default"]["CONN_MAX_AGE"] = None
LOGGING = {"version": 1, "disable_existing_loggers": True}
'''

FILL = '''
import datetime, json, sys
import django
django.setup()
from django.db import transaction
from django.utils import timezone
from wagtail.models import Page, Site
from news.models import ArticlePage, ColumnPage

root = Site.objects.get(is_default_site=True).root_page
columns, paths = {}, []
with transaction.atomic():
    for line in open(sys.argv[1], encoding="utf-8"):
        article = json.loads(line)
        name = article["site"] + "-" + article["column"]
        if name not in columns:
            columns[name] = root.add_child(instance=ColumnPage(title=name, slug=name, show_in_menus=True))
        at = timezone.make_aware(datetime.datetime.strptime(article["date"], "%Y-%m-%d %H:%M"))
        page = ArticlePage(title=article["title"], slug="a" + article["id"], date=at, source=article["source"], body=article["body"])
        columns[name].add_child(instance=page)
        paths.append("/" + name + "/a" + article["id"] + "/")
print("\\n".join(paths))
'''

python = sys.executable
scripts = Path(python).parent
folder.mkdir(parents=True)
subprocess.run([scripts / "wagtail", "start", "measured", folder], check=True, stdout=subprocess.DEVNULL)
app = folder / "news"
(app / "migrations").mkdir(parents=True)
(app / "templates" / "news").mkdir(parents=True)
for empty in (app / "__init__.py", app / "migrations" / "__init__.py"):
    empty.touch()
(app / "models.py").write_text(MODELS)
(app / "templates" / "news" / "article_page.html").write_text(PAGE)
(app / "templates" / "news" / "column_page.html").write_text('{% extends "base.html" %}')
with open(folder / "measured" / "settings" / "production.py", "a") as production:
    production.write(SETTINGS)
(folder / "fill.py").write_text(FILL)
environment = dict(os.environ, DJANGO_SETTINGS_MODULE="measured.settings.production", PYTHONPATH=str(folder))


def run(*command):
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    if done.returncode:
        sys.exit(" ".join(map(str, command)) + ": " + done.stderr[-2000:])
    return done.stdout


run(python, "manage.py", "makemigrations", "news")
run(python, "manage.py", "migrate")
run(python, "manage.py", "collectstatic", "--noinput")
version = run(python, "-c", "import wagtail; print(wagtail.__version__)").strip()
print(json.dumps({"wagtail": version, "paths": run(python, "fill.py", source).split()}))
