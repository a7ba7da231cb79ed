"""The rules of a queue hall as plain Python.

Nothing in this package knows Odoo, a database or a clock: values come in, values go out,
and *now* is always an argument. All moments are timezone-aware datetimes (UTC by custom).

| module | decides |
|---|---|
| ``arrival`` | whether a patient may check in now, and whether he is late |
| ``merge`` | whom a session that serves several queues calls next, by weight |
| ``rooms`` | which room may call whom, and who is sent to which room's bench |
| ``initials`` | by what words a name is found: characters, pinyin, initials |
| ``recall`` | how often a patient is called again, and when he may be a no-show |
| ``states`` | which verb is legal in which state, and where it leads |
| ``policy`` | what a hospital can set about an order, and the worst case that follows |
| ``rules`` | what a hospital, a zone or a queue has set, and the policy that follows from it |
| ``rule_kinds`` | what a rule is: kind, limits, sentences |
| ``rule_catalogue``, ``rule_catalogue_more`` | every rule, with what it does to whom |
| ``rule_catalogue_kinds`` | the rules of journeys and of queues that are no clinic |
| ``rule_classes`` | the rules of each class of patients |
| ``rule_words`` | how a rule, its value and its sentence are written |
| ``rule_checks`` | which values do not go together |
| ``settings`` | which settings of a policy are impossible, and what to do instead |
| ``lanes`` | in which lane of a line a patient stands |
| ``head`` | who is not inserted yet, because the head of the line is locked for him |
| ``subslot`` | after which patients of a slot who is late goes in |
| ``ordering`` | who is called next, and everybody's forecast place |
| ``explain`` | why a patient stands where he stands, in one sentence |
| ``situation`` | what is told to somebody who has no place, or cannot be called yet |
| ``words`` | words that several sentences share |
| ``day`` | a day made up from typical figures, or recorded |
| ``simulate`` | when everybody is called on such a day, and what another rule would change |
| ``comparison`` | that change as data and in sentences |
| ``pace`` | how long a room takes from one call to the next |
| ``waiting`` | how long everybody in a line will still wait, as a range |
| ``keymap`` | which key does what on the doctor's caller |
| ``keypad`` | what a key of a physical caller means, and which presses still count |
| ``numbering`` | how a number is written |
| ``halfday`` | which service day and half-day a moment belongs to |
| ``announcement`` | how much of a name a screen may show |
| ``board`` | the JSON shapes a screen receives |
| ``layout``, ``layout_kinds`` | what may stand where on a screen, and how large its type is |
| ``layout_defaults``, ``layout_sample`` | layouts to start from, and people to look at them with |
| ``step_lists`` | who stands at which step of a queue, as a screen receives it |
| ``staff`` | which caller pages must look again after a move, and what the others are told |
| ``delivery``, ``acks`` | whether a call has been shown and spoken; reports of screens made safe |
| ``desk_moves`` | what the desk may do in which state, and what only its lead may |
| ``quota`` | how many numbers are left, by half-day and source |
| ``undo`` | which key press can be taken back |
| ``kinds`` | what happens to a patient step by step in each kind of queue, and who is callable |
| ``kind_catalogue`` | the kinds: clinic, examination, blood draw, pharmacy, infusion … |
| ``kind_words`` | why somebody is not called yet, and what a called patient is asked to do |
| ``pharmacy`` | at which window medicine is collected |
| ``journey`` | in which order a patient goes to the queues of his visit |
| ``log`` | the same day again, from its events |
| ``kiosk_words``, ``kiosk_notices`` | what a patient is told at the kiosk |
| ``place_words`` | what a patient is told on the phone |
| ``slip``, ``escpos`` | what stands on a slip, and its bytes for a slip printer |
| ``voice`` | what a loudspeaker says: a package of its own |
| ``throttle`` | how often something may be tried |
| ``media`` | health education: what a file is, whether a box plays it, what plays when |
"""
