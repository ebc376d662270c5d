/** A waiver of one lineage goes along when the lineage goes to another team; all else of it stays as it was decided. */
export const movedLineages = [
  `create or replace function keep_waiver() returns trigger language plpgsql as $$
   begin
     if (new.lineage_id, new.kind, new.about, new.reason, new.requested_by, new.requested_at, new.until)
       is distinct from
       (old.lineage_id, old.kind, old.about, old.reason, old.requested_by, old.requested_at, old.until)
       or (new.state <> old.state and old.state <> 'requested' and not (old.state = 'approved' and new.state = 'revoked'))
       or (new.state = old.state and (new.decided_by, new.decided_at, new.note)
         is distinct from (old.decided_by, old.decided_at, old.note))
       or (new.team_id is distinct from old.team_id and (new.lineage_id is null
         or new.team_id is distinct from (select team_id from lineage where id = new.lineage_id))) then
       raise exception 'a waiver is decided once and never changed; ask for another';
     end if;
     return new;
   end $$`,
];
