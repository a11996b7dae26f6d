"""The journey in the browser: start, task list, one step a page, check answers, receipt. Rules lie elsewhere.

A draft's pages hang below /forms/<draft's id>/, not below the form page, so that a partnership may move or rename its
pages while people are in the middle, and so that the final submit need not walk the page tree.
"""
