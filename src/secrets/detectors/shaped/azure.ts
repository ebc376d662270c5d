import type { Detector } from "../../detector.ts";
import { signed } from "./provider.ts";
import { base62, base64, series, text, urlSafe } from "./shape.ts";

/** Microsoft's identifiable keys: a sign at a fixed place, as Microsoft publishes it. */
export const azure: readonly Detector[] = [
  signed(
    [
      "azure-devops-token",
      "Azure DevOps personal access token",
      "critical",
      "It reads and writes code, pipelines and packages of the organisation within its scopes.",
      "Revoke it under User settings, Personal access tokens.",
    ],
    base62(76),
    "AZDO",
    base62(4),
  ),
  signed(
    [
      "azure-container-registry-key",
      "Azure Container Registry key",
      "critical",
      "It pulls and pushes every image of the registry.",
      "Regenerate it under Access keys, and prefer tokens with a scope map.",
    ],
    base64(42),
    "+ACR",
    base62(6),
  ),
  signed(
    [
      "azure-search-key",
      "Azure AI Search key",
      "high",
      "An admin key reads and writes every index; a query key reads them.",
      "Regenerate it under Keys of the search service.",
    ],
    base62(42),
    "AzSe",
    base62(6),
  ),
  signed(
    [
      "azure-function-key",
      "Azure Functions key",
      "high",
      "It calls the function, or every function of the application when it is a host key.",
      "Renew it under App keys or Function keys.",
    ],
    urlSafe(44),
    "AzFu",
    series(urlSafe(6), text("==")),
  ),
  signed(
    [
      "azure-cosmos-key",
      "Azure Cosmos DB key",
      "critical",
      "It reads and writes every container of the account.",
      "Regenerate it under Keys, after the programs have moved to the other of the two.",
    ],
    base64(76),
    "ACDb",
    series(base64(6), text("==")),
  ),
  signed(
    [
      "azure-service-bus-key",
      "Azure Service Bus key",
      "high",
      "It sends, receives or manages messages as its policy says.",
      "Regenerate it under Shared access policies.",
    ],
    base64(33),
    "+ASb",
    series(base64(6), text("=")),
  ),
  signed(
    [
      "azure-event-hub-key",
      "Azure Event Hubs key",
      "high",
      "It sends, reads or manages events as its policy says.",
      "Regenerate it under Shared access policies.",
    ],
    base64(33),
    "+AEh",
    series(base64(6), text("=")),
  ),
  signed(
    [
      "azure-iot-hub-key",
      "Azure IoT Hub key",
      "high",
      "It acts as a device, or manages all of them when it is a service's.",
      "Regenerate it under Shared access policies, or in the device's identity.",
    ],
    base64(33),
    "AIoT",
    series(base64(6), text("=")),
  ),
  signed(
    [
      "azure-cache-key",
      "Azure Cache for Redis key",
      "high",
      "It reads and writes everything in the cache.",
      "Regenerate it under Access keys.",
    ],
    base62(33),
    "AzCa",
    series(base62(6), text("=")),
  ),
  signed(
    [
      "azure-batch-key",
      "Azure Batch key",
      "high",
      "It runs any program on the account's nodes.",
      "Regenerate it under Keys of the Batch account.",
    ],
    base64(76),
    "+ABa",
    series(base64(6), text("==")),
  ),
  signed(
    [
      "azure-api-management-key",
      "Azure API Management key",
      "high",
      "It calls the interfaces behind the gateway, or manages the gateway.",
      "Regenerate the subscription's keys.",
    ],
    base64(76),
    "APIM",
    series(base64(6), text("==")),
  ),
  signed(
    [
      "azure-ai-services-key",
      "Azure AI services key",
      "high",
      "It runs models on the resource, OpenAI's among them, which its owner pays for.",
      "Regenerate it under Keys of the resource.",
    ],
    base62(76),
    "ACOG",
    base62(4),
  ),
  signed(
    [
      "azure-maps-key",
      "Azure Maps key",
      "low",
      "It asks on the account, which pays for it.",
      "Regenerate it under Keys of the resource.",
    ],
    base62(76),
    "AZMP",
    base62(4),
  ),
  signed(
    [
      "azure-event-grid-key",
      "Azure Event Grid key",
      "high",
      "It publishes events that others act on.",
      "Regenerate it under Keys of the resource.",
    ],
    base62(76),
    "AZEG",
    base62(4),
  ),
  signed(
    [
      "azure-communication-key",
      "Azure Communication Services key",
      "high",
      "It sends messages and calls in the resource's name.",
      "Regenerate it under Keys of the resource.",
    ],
    base62(76),
    "AZCS",
    base62(4),
  ),
  signed(
    [
      "azure-machine-learning-key",
      "Azure Machine Learning key",
      "high",
      "It asks the models of the workspace's classic services.",
      "Regenerate it under Keys of the resource.",
    ],
    base64(76),
    "+AMC",
    series(base64(6), text("==")),
  ),
];
