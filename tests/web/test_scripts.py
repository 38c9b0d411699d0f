"""What the lab preloads is what its entries import, and nothing that is fetched later."""

import re

from app.web.application import STATIC
from app.web.scripts import lab_scripts


def module(folder, name, text=""):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_static_imports_are_followed_to_the_end_and_later_ones_are_not(tmp_path):
    module(tmp_path, "js/first.js", "import { ask } from './net/ask.js';\n")
    module(
        tmp_path,
        "js/main.js",
        "/** @typedef {import('./types.js').Type} Type */\n"
        "import { first } from './first.js';\n"
        "import {\n  one,\n  two,\n} from './a/one.js';\n"
        "const later = () => import('./later.js');\n"
        "import('./at-once.js');\n",
    )
    module(tmp_path, "js/a/one.js", "export { ask } from '../net/ask.js';\nimport '../b/effect.js';\n")
    module(tmp_path, "js/b/effect.js", "import { one } from '../a/one.js';\nconst said = 'from there';\n")
    module(tmp_path, "js/net/ask.js", "export const ask = 'import';\n")
    scripts = lab_scripts(tmp_path)
    assert scripts.first == ("/static/js/net/ask.js",)
    assert scripts.rest == ("/static/js/a/one.js", "/static/js/b/effect.js")


def test_the_lab_preloads_every_one_of_them_once(client):
    scripts = lab_scripts(STATIC)
    preloaded = re.findall(r'<link rel="modulepreload" href="([^"]+)"', client.get("/").text)
    assert preloaded == [*scripts.first, *scripts.rest]
    assert len(set(preloaded)) == len(preloaded)
