"""Holds the pages to what is so: `keyproof claims`.

rules       what can be wrong, with codes; needs no other package, so that the pages can list them
pages       what the pages say, as the Sphinx builder `pagetext` lists it
repository  what the repository holds: files, sessions, names of its code
commands    what the project's commands take, asked of their own parsers
outside     dated statements about names that are not ours
known       all that a page may name, in one place
shell       the commands of a line or block
values      what a piece of code can be by its form alone
usage       whether a command is used as it can be
kinds       of what kind a piece of inline code is: the closed list
blocks      what the code blocks name
sentences   one sentence a line
terms       one term for one thing, as the glossary says
style       headings, praise, warnings
ease        how easy the guides read
proof       all of it: `run`
"""
