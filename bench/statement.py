"""(j) A hospital's statement of 5,000 tickets with five promises each: counted, drawn, written.

The floor reads the same facts by one plain query and writes them as the rows of one sheet.
"""

STEPS = ("counted", "page", "workbook")
AIM_S = 10


def measure(stage, report, tickets):
    found = stage.hand.ask("statement", count=tickets)
    whole = sum(found[name] for name in STEPS)
    for name in STEPS:
        report.add("statement", name, found[name], "s")
    report.add(
        "statement", f"whole, {tickets} tickets", whole, "s", found["floor"], f"< {AIM_S} s",
        f"{found['facts']} promises; floor: one query, one sheet",
    )  # fmt: skip
