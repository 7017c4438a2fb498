-- Where a vote came from in the local network, as hashes under the poll's own key: the network card, and the address that it
-- had then. Null where the card is not known, once the vote no longer
-- counts, and in every poll whose voting is over. They never keep a vote from being counted:
-- that is what address_key is for, where the poll's rule asks for it.
alter table votes add column card_key   blob check (length (card_key) = 16);
alter table votes add column source_key blob check (length (source_key) = 16);
