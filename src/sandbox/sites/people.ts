/** Invented customers: people, companies and addresses that do not exist. */
import type { Random } from "../core/random.js";
import type { Address } from "../core/records/accounts.js";
import type { CustomerDraft, ProfileDraft } from "../simulate/script.js";

const firstNames = [
  "Ada",
  "Bruno",
  "Carla",
  "Dmitri",
  "Elif",
  "Farid",
  "Greta",
  "Hiro",
  "Ines",
  "Jonas",
  "Kavya",
  "Liam",
  "Mona",
  "Nils",
  "Olga",
  "Pablo",
  "Qiu",
  "Rosa",
  "Sven",
  "Tara",
  "Uma",
  "Viktor",
  "Wanda",
  "Xenia",
  "Yusuf",
  "Zoe",
] as const;

const lastNames = [
  "Abbott",
  "Bauer",
  "Castro",
  "Dunne",
  "Eriksen",
  "Ferrari",
  "Gupta",
  "Haas",
  "Ito",
  "Jansen",
  "Kowalski",
  "Lund",
  "Moreau",
  "Novak",
  "Okafor",
  "Petrov",
  "Quinn",
  "Rossi",
  "Silva",
  "Tanaka",
  "Ueda",
  "Vargas",
  "Weiss",
  "Young",
] as const;

const companyFirst = [
  "Amber",
  "Birch",
  "Copper",
  "Delta",
  "Ember",
  "Falcon",
  "Granite",
  "Harbor",
  "Indigo",
  "Juniper",
  "Kestrel",
  "Lantern",
  "Maple",
  "North",
  "Ocean",
  "Pioneer",
  "Quarry",
  "River",
  "Summit",
  "Timber",
  "Umber",
  "Velvet",
  "Willow",
] as const;

const companyLast = [
  "Analytics",
  "Bakery",
  "Clinic",
  "Design",
  "Events",
  "Foods",
  "Freight",
  "Garage",
  "Health",
  "Insights",
  "Labs",
  "Legal",
  "Logistics",
  "Media",
  "Outdoor",
  "Partners",
  "Robotics",
  "Studio",
  "Systems",
  "Textiles",
  "Travel",
] as const;

interface City {
  city: string;
  state: string | null;
  zip: string;
  country: string;
}

const cities: Record<"US" | "DE" | "GB", readonly [City, ...City[]]> = {
  US: [
    { city: "Portland", state: "OR", zip: "97205", country: "US" },
    { city: "Austin", state: "TX", zip: "78701", country: "US" },
    { city: "Columbus", state: "OH", zip: "43215", country: "US" },
    { city: "Albany", state: "NY", zip: "12207", country: "US" },
    { city: "Madison", state: "WI", zip: "53703", country: "US" },
  ],
  DE: [
    { city: "Leipzig", state: null, zip: "04109", country: "DE" },
    { city: "Bremen", state: null, zip: "28195", country: "DE" },
  ],
  GB: [
    { city: "Leeds", state: null, zip: "LS1 4DY", country: "GB" },
    { city: "Bristol", state: null, zip: "BS1 5TR", country: "GB" },
  ],
};

const streets = [
  "Mill Lane",
  "Station Road",
  "Orchard Street",
  "Harbour Walk",
  "Chapel Hill",
  "Foundry Square",
] as const;
const brands = ["visa", "master", "american_express", "discover"] as const;

export const noAddress: Address = { street: null, line2: null, city: null, state: null, zip: null, country: null };

/** A customer made up from a random sequence; `number` keeps e-mail addresses and references apart. */
export function person(random: Random, number: number, country: "US" | "DE" | "GB" = "US"): CustomerDraft {
  const firstName = random.pick(firstNames);
  const lastName = random.pick(lastNames);
  const organization = random.chance(0.8) ? `${random.pick(companyFirst)} ${random.pick(companyLast)}` : null;
  const city = random.pick(cities[country]);
  return {
    firstName,
    lastName,
    organization,
    email: `${firstName}.${lastName}.${number}@customer.example`.toLowerCase(),
    reference: random.chance(0.5) ? `cust-${number}` : null,
    phone: random.chance(0.4) ? `+1 555 01${String(number % 100).padStart(2, "0")}` : null,
    address: { street: `${random.int(1, 240)} ${random.pick(streets)}`, line2: null, ...city },
    taxExempt: false,
    vatNumber: country === "DE" ? `DE${100_000_000 + number}` : null,
    parentId: null,
    locale: country === "US" ? "en-US" : null,
  };
}

export function card(random: Random, holder: CustomerDraft, expiryYear: number): ProfileDraft {
  return {
    kind: "credit_card",
    firstName: holder.firstName,
    lastName: holder.lastName,
    brand: random.pick(brands),
    lastFour: String(random.int(1000, 9999)),
    expires: { month: random.int(1, 12), year: expiryYear },
    address: holder.address,
    disabled: false,
  };
}
