-- Codes of gift cards are money: they are kept until their holders have seen them, and found here to be forgotten.
CREATE INDEX "redemptions_gift_codes_idx" ON "redemptions"("ready_at") WHERE "kind" = 'gift_card' AND "code" LIKE 'RG-%';
