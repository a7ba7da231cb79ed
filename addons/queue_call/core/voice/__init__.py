"""What a loudspeaker says, as plain Python: words and numbered pinyin, never sound.

| module | decides |
|---|---|
| ``phrase`` | what a piece of speech is, and the key of its recorded clip |
| ``pinyin`` | which syllables are legal, what the desk may type, tone marks |
| ``surnames`` | how surnames are read, of one to four characters |
| ``names`` | how a patient's name is said, or why it is not |
| ``numbers`` | digits, letters, rooms |
| ``sandhi`` | tones that change beside others |
| ``speak`` | any text as syllables |
| ``templates`` | the sentences, and which of them a call takes |
| ``plan`` | what a loudspeaker says for one call |
| ``channel`` | how much a loudspeaker can say, and when it must be shorter |
"""
