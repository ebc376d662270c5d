import type { Detector } from "../../detector.ts";
import { prefixed } from "./provider.ts";
import { base64, between, series, text, urlSafe } from "./shape.ts";

/** Keys by which frameworks sign what they hand to browsers. Forms as their own commands make them. */
export const frameworks: readonly Detector[] = [
  prefixed(
    [
      "django-secret-key",
      "Django secret key",
      "high",
      "It signs sessions and password resets: whoever holds it signs in as anybody.",
      "Make a new one, and keep the old under SECRET_KEY_FALLBACKS only while sessions run out.",
    ],
    "django-insecure-",
    between(urlSafe, 48, 52),
  ),
  prefixed(
    [
      "laravel-app-key",
      "Laravel application key",
      "high",
      "It encrypts and signs cookies, and with them whatever PHP makes of them.",
      "Make a new one: `php artisan key:generate`; what it encrypted must be written anew.",
    ],
    "base64:",
    series(base64(43), text("=")),
  ),
];
