import { createParameterDecorator } from "type-graphql";
import type { Context } from "./context.ts";

/**
 * The record that a field belongs to, as the field before it answered it. (type-graphql's own `@Root()` makes an
 * instance of the class for each field of each row, which costs more than reading the rows does.)
 */
export const Parent = () => createParameterDecorator<Context>(({ root }) => root);
