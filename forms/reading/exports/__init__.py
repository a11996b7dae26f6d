"""A form's submissions as a file: CSV, an Excel workbook or JSON, across every version the form ever had.

What the files promise, whatever was sent and whichever period is asked for:

- **Stable columns.** A column is named after a question's name, never its wording. Its second heading is the wording in
  the newest version that asks it. First the questions of the newest version in its order, then those that only older
  versions asked. They depend on the form alone, not on the answers.
- **Repeating steps and chronologies are tables of their own**: a sheet each in the workbook; in the CSV file, which is
  one table, rows of their own, told apart by the first column, `record` ("form", the step's name, the question's name,
  "additions"). So no entry is cut off, and no file has hundreds of numbered columns.
- **A person is several columns** (`name.name`, `name.role` …), a text to an "other" choice one beside its question
  (`name:other`), ticked boxes one cell ("A; B") and a column a choice (`name.value`: "Yes" or "No"), files their
  names, never their content. Beside the wording of a choice stands what is stored for it (`name:stored`).
- **An answer is worded as it was when it was sent**, by the submission's own version. JSON has the stored values too.
- **Additions made later** have a table of their own; the answers stay as they were sent.
- Dates are ISO. A cell that a spreadsheet could take for a formula is text: in CSV it begins with an apostrophe.
  A telephone number that begins with a plus is text as it was typed.
- The file says who took it, when and why, and that it contains personal data.

It is written while it is sent, a batch of submissions at a time, and never lies on a disk.
"""
