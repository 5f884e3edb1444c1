"""Runs every code block of the pages: `keyproof snippets`.

rules     what can be wrong, with codes; needs no other package, so that the pages can list them
blocks    the code blocks, as the Sphinx builder `ledger` lists them
tools     what this machine can run
programs  runs a program in a clean environment, against a clock
trials    one provider's snippets against its stand-in or a real server
parity    scripts/check_key.R beside scripts/check_key.py
project   the commands of this project that pages show
sessions  the R code of a page, in one session with MacBehaviour
handover  the rules for code that hands a key to MacBehaviour, over all pages
tally     the account: executed + skipped + unproved = all blocks
proof     all of it: `run`
"""
