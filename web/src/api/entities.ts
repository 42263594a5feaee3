// What the native API answers, as far as the page reads it.
export interface Page<T> {items: T[]; next: string | null; total?: number}
export type Json = string | number | boolean | null | Json[] | {[name: string]: Json};

export interface Tenant {id: number; slug: string; name: string | null}
export interface Me {
    principal: string;
    credential_id: number;
    account_id: number | null;
    scopes: string[];
    tenant: Tenant | null;
    tenants: Tenant[];
}
export interface Customer {
    id: number;
    external_id: string | null;
    email: string | null;
    name: string | null;
    address: Record<string, string | null>;
    fields: Record<string, Json>;
    home_group_id: number | null;
    created_at: string;
    updated_at: string;
    revision: number;
    [member: string]: Json;
}
export interface Group {
    id: number;
    external_id: string | null;
    name: string;
    description: string | null;
    kind: 'static' | 'dynamic';
    rule: string | null;
    capacity: number | null;
    status: 'active' | 'inactive';
    member_count: number;
    created_at: string;
    updated_at: string;
    revision: number;
}
export interface Membership {customer_id: number; group_id: number; role: string; source: string; since: string; expires_at: string | null}
export type FieldType = 'text' | 'integer' | 'number' | 'decimal' | 'boolean' | 'date' | 'datetime' | 'enum' | 'list';
export interface DeclaredField {
    id: number; key: string; entity: 'customer' | 'group'; type: FieldType; format: string | null; label: string | null;
    required: boolean; unique: boolean; values: string[];
}
export interface Credential {
    id: number; dialect: string; kind: string; name: string | null; login: string | null; scopes: string[];
    created_at: string; last_used_at: string | null; secret?: string;
}
export interface Change {
    revision: number; at: string; principal: string; dialect: string; kind: 'created' | 'updated' | 'removed';
    entity: string; id: number; customer_id?: number; before: Record<string, Json> | null; after: Record<string, Json> | null;
}
export type JobStatus = 'uploading' | 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';
export interface Job {
    id: number; status: JobStatus; progress: number; error: string | {detail?: string} | null; created_at: string; updated_at: string;
    rows: number; size: number; group_id: number | null; format: string; where?: string | null;
}
export interface ImportJob extends Job {
    mode: string; key: string | null; dry_run: boolean; declare: boolean; members: string;
    inserted: number; updated: number; unchanged: number; refused: number; joined: number;
    declared: {key: string; type: string; unique: boolean; blanks: number}[];
}
export interface Crowd {count: number; sample: Customer[]}
export interface Preview {rule: string; tree: Json; members: Crowd; added: Crowd; removed: Crowd}
export interface Explained {text: string; truth: boolean | 'unknown'; value?: Json; changed_at?: string | null; parts?: Explained[]}
export interface Explanation {kind: 'static' | 'dynamic'; member: boolean; because?: Explained; [member: string]: unknown}
