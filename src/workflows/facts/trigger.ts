/** Who can make a pipeline run, and what it holds then. Every CI system's triggers come down to this. */
export interface Trigger {
  /** As the system names them: `pull_request_target`, `push` … */
  readonly events: readonly string[];
  /** An account without any right in the repository can cause a run. */
  readonly outsider: boolean;
  /** A run that an outsider causes holds secrets or a token that may write. */
  readonly privileged: boolean;
  /** The events of those through which a privileged run is open to outsiders, conditions considered. */
  readonly opened?: readonly string[];
  /** What a member has to do first, such as setting a label; absent where nothing stands between. */
  readonly gate?: string;
}
