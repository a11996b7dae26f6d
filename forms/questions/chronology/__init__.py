"""Events of a chronology out of a spreadsheet: pasted rows, a CSV file or an Excel workbook become its rows.

Nothing is kept of a file: its text is read, within bounds, and every line becomes a row as it was typed. What is wrong
with a row is told where any row's faults are told, so no good line waits for a bad one.
"""
