"""The rules of missed calls, revisits, benches, serving and privacy."""

from __future__ import annotations

from .rule_kinds import ANY, FALSE, TRUE, Rule

NO_SHOW = (
    Rule(
        "max_recalls",
        "no_show",
        "int",
        3,
        ("Recalls before no-show", "过号前重呼次数"),
        {
            "0": (
                "A called patient who does not come may be passed without a second call.",
                "患者未应答时，不重呼即可过号。",
            ),
            ANY: (
                "A called patient who does not come is called again {value} times; then the doctor"
                " is offered to pass him.",
                "患者未应答时重呼{value}次，之后提示医生过号。",
            ),
        },
        high=20,
    ),
    Rule(
        "no_show_min_recalls",
        "no_show",
        "int",
        0,
        ("Recalls demanded", "过号须先重呼"),
        {
            "0": (
                "Staff may pass a called patient without having called him again.",
                "医护人员可以不重呼直接过号。",
            ),
            ANY: (
                "Staff cannot pass a called patient before he was called again {value} times.",
                "至少重呼{value}次之后，医护人员才能将患者过号。",
            ),
        },
        high=20,
        typical=2,
    ),
    Rule(
        "no_show_min_delay_s",
        "no_show",
        "seconds",
        0,
        ("Seconds since the call", "过号最短等待"),
        {
            "0": (
                "Staff may pass a called patient at once.",
                "叫号后可以立即过号。",
            ),
            ANY: (
                "Staff cannot pass a called patient earlier than {value} seconds after the call:"
                " time to walk to the room.",
                "叫号{value}秒之后才能过号，给患者留出走到诊室的时间。",
            ),
        },
        high=1800,
        typical=60,
    ),
    Rule(
        "no_show_return",
        "no_show",
        "choice",
        "after_n",
        ("Where a no-show returns", "过号患者返回位置"),
        {
            "after_n": (
                "Who missed the call and comes back is called after {no_show_after} more regular"
                " numbers.",
                "过号后返回的患者，再叫{no_show_after}个普通号之后就诊。",
            ),
            "slot_end": (
                "Who missed the call and comes back is called after all others of his slot.",
                "过号后返回的患者，排在本时段所有患者之后。",
            ),
            "end": (
                "Who missed the call and comes back is called at the end of the half-day.",
                "过号后返回的患者，排在本半天的最后。",
            ),
        },
        {
            "after_n": ("After some numbers", "间隔若干号"),
            "slot_end": ("At the end of the slot", "本时段末尾"),
            "end": ("At the end of the half-day", "本半天末尾"),
        },
    ),
    Rule(
        "no_show_after",
        "no_show",
        "int",
        3,
        ("Numbers to wait after a return", "返回后间隔号数"),
        {
            "0": (
                "A returned no-show is called next.",
                "过号返回的患者下一个就诊。",
            ),
            ANY: (
                "A returned no-show waits for {value} more regular numbers.",
                "过号返回的患者再等{value}个普通号。",
            ),
        },
        high=50,
        needs=("no_show_return", ("after_n",)),
        typical=2,
    ),
    Rule(
        "max_returns",
        "no_show",
        "int",
        2,
        ("Returns at most", "最多返回次数"),
        {
            "0": (
                "Who missed the call may not come back with this number and has to register again.",
                "过号后号码作废，须重新挂号。",
            ),
            ANY: (
                "Who missed the call may come back {value} times; after that he has to register"
                " again.",
                "同一号码最多可过号返回{value}次，之后须重新挂号。",
            ),
        },
        high=20,
    ),
)

REVISIT = (
    Rule(
        "revisit_same_doctor",
        "revisit",
        "bool",
        True,
        ("Back to the same doctor", "回到原医生"),
        {
            TRUE: (
                "Who comes back with results waits for the doctor who sent him to the tests.",
                "带检查结果回来的患者由原医生接诊。",
            ),
            FALSE: (
                "Who comes back with results may be called by any doctor of the queue.",
                "带检查结果回来的患者可由本队列任一医生接诊。",
            ),
        },
    ),
    Rule(
        "revisit_kiosk",
        "revisit",
        "bool",
        True,
        ("Revisit check-in at the kiosk", "自助机回诊报到"),
        {
            TRUE: (
                "Who comes back with results may check in again at the kiosk.",
                "带检查结果回来的患者可在自助机上再次报到。",
            ),
            FALSE: (
                "Who comes back with results has to check in at the nurse's desk.",
                "带检查结果回来的患者须到护士台报到。",
            ),
        },
    ),
)

STAGES = (
    Rule(
        "bench_mode",
        "stages",
        "choice",
        "off",
        ("Sending to a room's bench", "二次候诊"),
        {
            "off": (
                "Patients wait in the hall until they are called.",
                "患者在候诊大厅等候，直到被叫号。",
            ),
            "auto": (
                "The next patients are sent by themselves to the bench of the room with the fewest"
                " waiting, at most {bench_limit} at each room.",
                "系统自动把接下来的患者分到候诊最少的诊室门口，每个诊室最多{bench_limit}人。",
            ),
            "manual": (
                "The nurse sends patients to a room's bench, at most {bench_limit} at each room.",
                "由护士把患者分到诊室门口候诊，每个诊室最多{bench_limit}人。",
            ),
        },
        {
            "off": ("Off", "不启用"),
            "auto": ("Automatic", "自动"),
            "manual": ("By the nurse", "人工"),
        },
    ),
    Rule(
        "bench_limit",
        "stages",
        "int",
        2,
        ("Places on a bench", "诊室候诊上限"),
        {
            "0": (
                "No patient fits on a bench.",
                "诊室门口不能有人候诊。",
            ),
            ANY: (
                "At most {value} patients wait at the door of a room; the others stay in the hall.",
                "每个诊室门口最多{value}位患者候诊，其余在大厅等候。",
            ),
        },
        high=20,
        needs=("bench_mode", ("auto", "manual")),
    ),
)

SERVING = (
    Rule(
        "finish_on_next",
        "serving",
        "bool",
        True,
        ("Next finishes the current patient", "呼叫下一位时结束当前患者"),
        {
            TRUE: (
                "When the doctor calls the next patient, the current one is finished.",
                "医生呼叫下一位时，当前患者自动结束就诊。",
            ),
            FALSE: (
                "The doctor finishes each patient himself; several may be with him at once.",
                "医生须自行结束每位患者，可同时接诊多位。",
            ),
        },
    ),
)

PRIVACY = (
    Rule(
        "names_before_call",
        "privacy",
        "bool",
        True,
        ("Doctors see names before the call", "叫号前医生可见姓名"),
        {
            TRUE: (
                "Doctors see the names of those who wait.",
                "医生可以看到候诊患者的姓名。",
            ),
            FALSE: (
                "Doctors see numbers only until they call: nobody picks patients by name.",
                "叫号前医生只看到号码，不能按姓名挑选患者。",
            ),
        },
    ),
)
