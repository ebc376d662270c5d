import type { Rule } from "../../../core/rule.ts";
import type { ExposedImage } from "../network/facts.ts";

const example = {
  workload: "Deployment/kubernetes-dashboard/dashboard",
  image: "kubernetesui/dashboard:v2.7.0",
  way: "Service/kubernetes-dashboard/dashboard (LoadBalancer) leads to it from outside",
} as const;

/** Consoles by the last parts of their images' names: whoever signs in, or need not, runs code or sees everything. */
const CONSOLES: readonly (readonly [RegExp, string])[] = [
  [/(?:^|\/)(?:kubernetesui\/dashboard|kubernetes-dashboard(?:-\w+)?)$/, "the Kubernetes dashboard"],
  [/(?:^|\/)argoproj\/(?:argocd|argo-?server|argocli)$/, "Argo"],
  [/(?:^|\/)(?:grafana\/grafana(?:-enterprise)?|bitnami\/grafana)$/, "Grafana"],
  [/(?:^|\/)prom(?:etheus)?\/(?:prometheus|alertmanager|pushgateway)$/, "Prometheus"],
  [/(?:^|\/)jenkins\/jenkins$/, "Jenkins"],
  [/(?:^|\/)apache\/airflow$/, "Airflow"],
  [/(?:^|\/)(?:phpmyadmin(?:\/phpmyadmin)?|adminer|dpage\/pgadmin4|mongo-express)$/, "a database's console"],
  [/(?:^|\/)(?:kibana\/kibana|kibana)$/, "Kibana"],
  [/(?:^|\/)portainer\/portainer(?:-[ce]e)?$/, "Portainer"],
  [/(?:^|\/)rancher\/rancher$/, "Rancher"],
  [/(?:^|\/)(?:jupyter\/[\w-]+|jupyterhub\/[\w-]+|kubeflow(?:notebookswg)?\/[\w-]+)$/, "notebooks"],
  [/(?:^|\/)weaveworks\/scope$/, "Weave Scope"],
];

export const exposedConsole: Rule<ExposedImage> = {
  id: "config/kubernetes/exposed-console",
  on: "exposed-image",
  title: "Console within everybody's reach",
  severity: "high",
  confidence: "possible",
  why: "A console is the whole system behind one sign-in, and was the way in at Tesla (2018, a dashboard without a password) and at many since. Whether it asks who comes cannot be seen here.",
  fix: "Keep the Service inside (`ClusterIP`) and reach it through a proxy that asks who you are, or by `kubectl port-forward`.",
  standards: ["NSA network separation", "NSA authentication", "MITRE ATT&CK T1133"],
  aliases: ["C-0014", "C-0021"],
  examples: [
    { given: example, verdict: "fail" },
    { given: { ...example, image: "docker.io/jenkins/jenkins:lts-jdk21" }, verdict: "fail" },
    { given: { ...example, image: "registry.example.com/shop/web:3" }, verdict: "pass" },
    { given: { ...example, image: "example/jenkins-agent" }, verdict: "pass" },
  ],
  judge: ({ workload, image, way }) => {
    const name = image.replace(/@.*$/, "").replace(/:[^/:]*$/, "");
    const console = CONSOLES.find(([pattern]) => pattern.test(name.slice(-200)))?.[1];
    if (console === undefined) return { kind: "pass" };
    return { kind: "fail", message: `${workload} is ${console}, and ${way}`, cause: console };
  },
};
