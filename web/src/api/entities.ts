// What the native API answers, as far as the page reads it. The members come from its OpenAPI
// document; here is only which of them an answer always has a value for.
import type * as Api from './paths';

export type {Json} from './paths';
type Json = Api.Json;

// Bodies may leave out what the server sets, so the document lets it be null.
type Answered<T, Known extends keyof T> = {[Name in keyof T]: Name extends Known ? NonNullable<T[Name]> : T[Name]};

export interface Page<T> {items: T[]; next: string | null; total?: number}
export type Tenant = Answered<Api.TenantBrief, 'id' | 'slug'>;
export type Me = Api.Me;
export type Customer = Answered<Api.Customer, 'id' | 'created_at' | 'updated_at' | 'revision'>;
export type Group = Answered<Omit<Api.Group, 'kind'>, 'id' | 'status' | 'created_at' | 'updated_at' | 'revision'> & {kind: 'static' | 'dynamic'};
export type Restoration = Omit<Api.Restoration, 'group' | 'rules'> & {group: Group; rules: {id: number; name: string}[]};
export type Membership = Answered<Api.Membership, 'customer_id' | 'group_id' | 'role' | 'source' | 'since'>;
export type DeclaredField = Answered<Api.Field, 'id' | 'entity' | 'type'>;
export type FieldType = DeclaredField['type'];
export type Credential = Answered<Api.Credential, 'id' | 'dialect' | 'kind' | 'created_at'> & {secret?: string};
export type Change = Omit<Api.Change, 'kind' | 'customer_id'> & {kind: 'created' | 'updated' | 'removed'; customer_id?: number};
export type ImportJob = Api.Import;
export type UndoJob = Api.Undo;
export type DuplicatePair = Api.DuplicatePair;
export type MergePreview = Api.CustomerMergePreview;
export type Webhook = Api.Webhook & {secret?: string};
// What the jobs of all kinds have.
export type Job = Pick<Api.Import, 'id' | 'status' | 'progress' | 'error' | 'created_at' | 'updated_at' | 'rows'>
    & Partial<Pick<Api.Export, 'size' | 'group_id' | 'format' | 'where'>>;
export interface Crowd {count: number; sample: Customer[]}
export type Preview = Omit<Api.RulePreview, 'members' | 'added' | 'removed' | 'tree'> & {members: Crowd; added: Crowd; removed: Crowd; tree: Json};
export interface Explained {text: string; truth: boolean | 'unknown'; value?: Json; changed_at?: string | null; parts?: Explained[]}
export type Explanation = Omit<Api.Explanation, 'because'> & {because?: Explained};
