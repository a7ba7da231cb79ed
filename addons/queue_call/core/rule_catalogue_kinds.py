"""The rules of journeys over several queues, and of queues that are no clinic."""

from __future__ import annotations

from .rule_kinds import ANY, FALSE, TRUE, Rule

JOURNEY = (
    Rule(
        "journey_number",
        "journey",
        "bool",
        False,
        ("One number for the whole visit", "全程一个号"),
        {
            TRUE: (
                "A patient keeps one number in all queues of the visit that have this rule.",
                "患者在本次就诊中凡启用此规则的队列都使用同一个号码。",
            ),
            FALSE: (
                "A patient gets a number of this queue.",
                "患者在本队列取得本队列的号码。",
            ),
        },
    ),
    Rule(
        "walk_min",
        "journey",
        "minutes",
        0,
        ("Minutes to walk on", "离开后的步行时间"),
        {
            "0": (
                "Whoever has been served here may be called elsewhere at once.",
                "在此服务结束后，可立即被其他队列呼叫。",
            ),
            ANY: (
                "Whoever has been served here is not called elsewhere for {value} minutes: time"
                " to walk.",
                "在此服务结束后{value}分钟内不被其他队列呼叫，留出步行时间。",
            ),
        },
        high=60,
        typical=3,
    ),
)

KIND_RULES = (
    Rule(
        "ask_ready",
        "kinds",
        "bool",
        False,
        ("Asked before the call whether ready", "叫号前确认已准备好"),
        {
            TRUE: (
                "In an examination queue the desk confirms that a patient is ready before he can"
                " be called; whoever is not keeps his place.",
                "检查队列：分诊台确认患者已准备好之后才叫号；未准备好的保留位置。",
            ),
            FALSE: (
                "In an examination queue a patient whose preparations are ticked can be called.",
                "检查队列：准备事项全部勾选后即可叫号。",
            ),
        },
    ),
    Rule(
        "rx_check_in",
        "kinds",
        "bool",
        False,
        ("Pharmacy: check-in before dispensing", "药房：报到后配药"),
        {
            TRUE: (
                "Medicine is prepared when the patient has checked in at the pharmacy: none is"
                " prepared for who does not come.",
                "患者到药房报到后才配药，避免配好无人取。",
            ),
            FALSE: (
                "Medicine is prepared as soon as it is paid; the patient joins by himself.",
                "缴费后即配药，患者自动进入取药队列。",
            ),
        },
    ),
    Rule(
        "rx_two_windows",
        "kinds",
        "bool",
        False,
        ("Pharmacy: hand in, then collect", "药房：先交方后取药"),
        {
            TRUE: (
                "A patient is called twice: to hand in the prescription, and to collect.",
                "患者先被叫到交方窗口，配好后再叫到取药窗口。",
            ),
            FALSE: (
                "A patient is called once, when the medicine is ready.",
                "药品配好后叫号一次取药。",
            ),
        },
    ),
    Rule(
        "skin_test_min",
        "kinds",
        "minutes",
        20,
        ("Minutes of a skin test", "皮试观察时间"),
        {
            "0": (
                "After a skin test a patient may be called at once.",
                "皮试后可立即叫号。",
            ),
            ANY: (
                "After a skin test a patient is not called for {value} minutes.",
                "皮试后{value}分钟内不叫号。",
            ),
        },
        high=120,
    ),
    Rule(
        "seat_cleaning",
        "kinds",
        "bool",
        False,
        ("Seats are cleaned before the next", "座位清洁后再用"),
        {
            TRUE: (
                "A seat that was left is given out again when the nurse has marked it as clean.",
                "座位空出后，护士标记已清洁才分配给下一位。",
            ),
            FALSE: (
                "A seat that was left is given out at once.",
                "座位空出后立即分配给下一位。",
            ),
        },
    ),
)
