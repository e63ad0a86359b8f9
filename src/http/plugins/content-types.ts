import { errors } from "../../errors.js";
import type { App } from "../app-type.js";

/**
 * Bodies are JSON. Two habits of Codat's SDKs are allowed for: JSON of length zero when there is no body to send, and
 * a form content type, equally empty, on operations that take no body.
 */
export function contentTypes(app: App): void {
  const parseJson = app.getDefaultJsonParser("error", "error");
  app.removeAllContentTypeParsers();
  app.addContentTypeParser<string>("application/json", { parseAs: "string" }, (request, body, done) => {
    if (body.trim() === "") return done(null, undefined);
    return parseJson(request, body, done);
  });
  app.addContentTypeParser<string>("*", { parseAs: "string" }, (_request, body, done) => {
    if (body === "") return done(null, undefined);
    done(errors.unsupportedMediaType("The request body must be application/json."));
  });
}
