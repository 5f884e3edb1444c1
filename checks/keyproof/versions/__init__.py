"""Publishes every version of the pages in one folder, and prepares a release.

calendar     the name of a release: year, month, number within the month
rules        what can be wrong, with code and mend
repository   asks git; makes and removes worktrees
edition      what is published: main, and every release tag
environment  the Python that builds a version, with the packages which that version pins
programs     runs programs with a deadline
recipe       how one version is built with Sphinx
cache        keeps finished builds under the hash of all that they are made of
workshop     builds what the cache lacks, two at once
library      which page lies where in the published folder
dressing     puts switcher, banner and canonical link into a page
shelves      writes the folder: versions, redirects, page for missing addresses, map for robots
handover     one run at a time, and the folder replaced at one stroke
publication  all of it: `keyproof versions`
changelog    the form of the changelog
release      prepares a release: `keyproof release`
command      the options of both commands
"""
