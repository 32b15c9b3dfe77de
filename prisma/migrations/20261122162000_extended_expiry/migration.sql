-- Points that are held longer stay where they are: that movement alone has one account.
ALTER TABLE "transfers" DROP CONSTRAINT "transfers_accounts_differ";
ALTER TABLE "transfers" ADD CONSTRAINT "transfers_accounts_differ" CHECK (("from_account" = "to_account") = ("kind" = 'extension')) NOT VALID;
ALTER TABLE "transfers" VALIDATE CONSTRAINT "transfers_accounts_differ";
