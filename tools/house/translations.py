"""make pot and the completeness of Chinese: every term of every add-on has its translation."""

from house import po, toolchain
from house.paths import ADDONS, addons
from house.report import Progress, say
from house.testbed import Testbed

EXPORT = """
from odoo.tools.translate import trans_export
import io
print("<<begin>>", end="")
for name in {names!r}:
    buffer = io.BytesIO()
    trans_export(None, [name], buffer, "po", env)
    print("<<module " + name + ">>")
    print(buffer.getvalue().decode())
print("<<end>>")
"""


def export():
    """Write addons/*/i18n/*.pot from the sources as they are."""
    progress = Progress(toolchain.steps("dev") + 1)
    tools = toolchain.make(progress, "dev", browser=False)
    with progress.step("Exporting terms"):
        for name, text in templates(Testbed(tools)).items():
            path = ADDONS / name / "i18n" / f"{name}.pot"
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
    lacking = missing()
    say(lacking or "Chinese is complete.")
    return 1 if lacking else 0


def templates(bed):
    """Template text of each add-on, from a database with all of them."""
    was_running = bed.server.alive
    bed.start()
    try:
        name = bed.plain()
        text = bed.databases.script(name, EXPORT.format(names=addons()))
    finally:
        if not was_running:
            bed.server.stop()
    parts = text.split("<<module ")[1:]
    return {p.split(">>\n", 1)[0]: p.split(">>\n", 1)[1].strip() + "\n" for p in parts}


def missing():
    """ "" when each .pot has a complete zh_CN.po beside it, else what lacks."""
    lines = []
    for name in addons():
        folder = ADDONS / name / "i18n"
        template, chinese = folder / f"{name}.pot", folder / "zh_CN.po"
        if not template.exists() or not chinese.exists():
            lines.append(f"{name}: {template.name if chinese.exists() else 'zh_CN.po'} is missing")
            continue
        known = {i: s for i, s, _ in po.entries(chinese.read_text(encoding="utf-8"))}
        terms = [i for i, _, _ in po.entries(template.read_text(encoding="utf-8"))]
        lines += [f"{name}: no Chinese for {term!r}" for term in terms if not known.get(term)]
    return "\n".join(lines)
