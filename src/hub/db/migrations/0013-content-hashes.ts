/** A content is known by the package URLs that it lists, so that its hash is had without asking for their numbers. */
export const contentHashes = [
  `update content set hash = one.hash from (
     select content_id, sha256(convert_to(coalesce(string_agg(purl || case when owned then ' o' else '' end, e'\\n'
       order by purl collate "C"), ''), 'UTF8')) as hash
     from content_component join component on component.id = component_id group by content_id) as one
   where id = content_id`,
  `update content set hash = sha256('') where components = 0`,
];
