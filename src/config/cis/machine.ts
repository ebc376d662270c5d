import { HostFiles } from "../../sources/host/host-files.ts";
import { processesOf } from "../../sources/host/processes.ts";
import { componentIn } from "../kubernetes/components/component-command.ts";
import { type Machine, nameOf } from "./benchmark/judge-check.ts";

/** What else runs on a node of Kubernetes besides the components that rules of their own look at. */
const OTHERS = new Set(["k3s", "rke2", "kube-proxy", "hyperkube", "microk8s", "k0s", "openshift"]);

/** The machine whose root lies in a folder, as checks see it. */
export function machineBelow(root: string): Machine {
  const files = new HostFiles(root);
  const view = processesOf(files);
  const names = view.processes.map(nameOf);
  return { files, view, hasKubernetes: names.some((name) => OTHERS.has(name) || componentIn(name, []) !== undefined) };
}
