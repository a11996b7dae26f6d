"""The languages of the public pages' own words: English, and Welsh below /cy/ (docs/adr/0013-welsh-below-cy.md)."""
