"""What a loudspeaker says, as plain Python: words and numbered pinyin, never sound.

| module | decides |
|---|---|
| ``phrase`` | what a piece of speech is, and the key of its recorded clip |
"""
