/**
 * Who made whom: a key, the link by which somebody's account was taken up, or the identity provider that lets them in.
 * Whoever held the link, or runs the provider, may hold the account, so the two count as the same eyes, over any number of
 * steps. An approver for whom a provider vouches in that very session, which the one who asked did not bring in, is who
 * they say they are, whoever once sent them a link.
 */
export const otherEyes = [
  "alter table person add column issued_by text",
  `update person set issued_by = (select created_by from invitation
     where invitation.email = person.email and accepted_at is not null order by accepted_at desc limit 1)`,
  "alter table waiver add column vouched boolean not null default false",
  // What `actorOf` writes: `person 1b6e… (ada@example.com)`.
  `create function actor_id(actor text) returns text language sql immutable parallel safe as $$
     select substring(actor from '^\\w+ (\\S+) \\(')
   $$`,
  `create function makers_of(who text) returns setof text
   language sql stable security definer set search_path = public, pg_temp as $$
     with recursive made (id, maker) as (
       select id::text, actor_id(created_by) from api_key
       union all select id::text, actor_id(issued_by) from person where issued_by is not null
       union all select person_id::text, actor_id(sso_provider.created_by)
         from person_account join sso_provider on sso_provider.id = provider_id
     ), chain (id) as (
       select maker from made where id = who
       union select maker from chain join made using (id)
     )
     select id from chain where id is not null
   $$`,
  `create function same_eyes(requested_by text, decided_by text, vouched boolean) returns boolean
   language sql stable security definer set search_path = public, pg_temp as $$
     select requested_by = decided_by
       or (not vouched and actor_id(requested_by) in (select makers_of(actor_id(decided_by))))
       or actor_id(decided_by) in (select makers_of(actor_id(requested_by)))
   $$`,
  `create function demand_other_eyes() returns trigger language plpgsql as $$
   begin
     if same_eyes(new.requested_by, new.decided_by, new.vouched) then
       raise exception 'a waiver is approved by other eyes than those that asked for it'
         using errcode = 'check_violation', constraint = 'waiver_needs_other_eyes';
     end if;
     return new;
   end $$`,
  `create trigger waiver_needs_other_eyes before insert or update of state on waiver for each row
   when (new.state = 'approved' and new.requested_by <> new.decided_by) execute function demand_other_eyes()`,
];
