// Its own types bring a browser's globals to the whole tree; those beside this file say the little that is used.
export { sso } from "@better-auth/sso";
