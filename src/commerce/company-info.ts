import type { Mapped } from "../model/billing/common.js";
import type { CompanyInfo } from "../model/billing/company-info.js";
import type { Projection } from "../model/commerce/index.js";
import { addressOf, common } from "./common.js";
import { compact } from "./compact.js";

/** The account at the source, as it is. What kind of number its telephone is, the source does not tell. */
export function projectCompanyInfo(info: Mapped<CompanyInfo>): Projection[] {
  return [
    {
      dataType: "commerce-companyInfo",
      body: {
        ...common(info),
        companyName: info.companyName,
        ...compact({ commercePlatformRef: info.subdomain }),
        addresses: info.addresses.map(addressOf),
        phoneNumbers: info.phone === undefined ? [] : [{ number: info.phone, type: "Unknown" }],
        baseCurrency: info.baseCurrency,
      },
    },
  ];
}
