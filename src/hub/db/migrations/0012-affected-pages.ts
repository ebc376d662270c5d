/** Components with holes are shown by how grave these are, and of equally grave ones the newest first. */
export const affectedPages = [
  `alter table component_vulnerability add column gravity smallint
     generated always as (case when malicious then 0 else 10 end + severity) stored`,
  "drop index vulnerability_gravest",
  `create index vulnerability_gravest on component_vulnerability
     (gravity, since desc, component_id desc, vulnerability desc)`,
  // The newest holders first.
  "drop index image_content_of",
  "create index image_content_of on image_content (content_id, image_id)",
  "drop index content_component_of",
  "create index content_component_of on content_component (component_id, content_id)",
];
