"""A stand-in internet and a month of its days, on which the live checks are rehearsed: `keyproof rehearse`.

github   GitHub's issues, in memory
events   what happens in the world, and on which days
world    every host of the facts: pages, walls, interfaces, and today's events
scenario what happens in the month, and what must follow
month    the live checks' real command, day after day, and a table of what it did
"""
