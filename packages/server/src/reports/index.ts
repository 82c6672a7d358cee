import { browserVersions } from "./browser-versions.ts";
import { browsers } from "./browsers.ts";
import { campaigns } from "./campaigns.ts";
import { channels } from "./channels.ts";
import { cities } from "./cities.ts";
import { countries } from "./countries.ts";
import { devices } from "./devices.ts";
import { entryPages } from "./entry-pages.ts";
import { events } from "./events.ts";
import { exitPages } from "./exit-pages.ts";
import { goals } from "./goals.ts";
import { languages } from "./languages.ts";
import { operatingSystemVersions } from "./operating-system-versions.ts";
import { operatingSystems } from "./operating-systems.ts";
import { overview } from "./overview.ts";
import { pages } from "./pages.ts";
import { properties } from "./properties.ts";
import { realtime } from "./realtime.ts";
import { referrers } from "./referrers.ts";
import { regions } from "./regions.ts";
import type { Report } from "./report.ts";
import { screens } from "./screens.ts";
import { sources } from "./sources.ts";
import { timeOfWeek } from "./time-of-week.ts";
import { timeseries } from "./timeseries.ts";

/** The reports a user finds, in the order in which they are listed. */
export const REPORTS: readonly Report[] = [
  overview,
  timeseries,
  realtime,
  pages,
  entryPages,
  exitPages,
  sources,
  referrers,
  channels,
  campaigns,
  countries,
  regions,
  cities,
  languages,
  browsers,
  browserVersions,
  operatingSystems,
  operatingSystemVersions,
  devices,
  screens,
  events,
  properties,
  goals,
  timeOfWeek,
];
