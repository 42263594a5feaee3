<?php
// As the vendor's PHP samples do it: JSON bodies, query parameters from an array, no Accept header, and a
// write that is asked for later.
declare(strict_types=1);

$token = null;

function call(string $method, string $path, array $content = []): array
{
    global $token;
    $is_read = $method === 'GET' || $method === 'DELETE';
    $url = getenv('MUSTER_BASE') . '/v1' . $path . ($is_read && $content ? '?' . http_build_query($content) : '');
    $headers = ['Content-Type: application/json'];
    if ($token !== null) $headers[] = "Authorization: Bearer $token";
    $curl = curl_init($url);
    curl_setopt_array($curl, [CURLOPT_RETURNTRANSFER => true, CURLOPT_CUSTOMREQUEST => $method, CURLOPT_HTTPHEADER => $headers]);
    if (!$is_read) curl_setopt($curl, CURLOPT_POSTFIELDS, "\n" . json_encode($content) . "\n");
    $text = curl_exec($curl);
    if ($text === false) throw new RuntimeException(curl_error($curl));
    return ['status' => curl_getinfo($curl, CURLINFO_RESPONSE_CODE), 'text' => $text, 'body' => json_decode($text, true)];
}

function expect(int $status, array $answer): array
{
    if ($answer['status'] !== $status) throw new RuntimeException("{$answer['status']} {$answer['text']}, not $status");
    return $answer['body'] ?? [];
}

function check(bool $is_right, mixed $what): void
{
    if (!$is_right) throw new RuntimeException(json_encode($what));
}

$login = ['email' => getenv('MUSTER_EMAIL'), 'password' => getenv('MUSTER_PASSWORD')];
expect(422, call('POST', '/login', ['password' => 'wrong'] + $login));
$token = expect(200, call('POST', '/login', $login))['token'];

$company = expect(200, call('GET', '/companies'))['data'][0]['id'];
check($company === (int) getenv('MUSTER_COMPANY_ID'), $company);
$made = expect(200, call('POST', '/customers', ['name' => 'Pia Hipp', 'email' => 'pia@php.example', 'countryId' => '225']))['data'];
check($made['attributes']['countryIso'] === 'GB', $made);
$list = expect(200, call('GET', '/customers', ['limit' => 1, 'offset' => 0, 'include' => ['companies']]));
check(count($list['data']) === 1 && isset($list['included']), $list);
$newest = expect(200, call('GET', '/customers', ['lastUpdated' => gmdate('Y-m-d\TH:i:s', time() - 3600)]))['meta'];
check($newest['total'] >= 1, $newest);

$later = expect(202, call('POST', '/customers/update?async=true', ['id' => $made['id'], 'name' => 'Pia Hippel']));
$answer = expect(200, call('POST', '/customers/update?asyncUuid=' . $later['asyncUuid']));
check($answer['data']['id'] === $made['id'], $answer);
$read = expect(200, call('GET', '/customer', ['id' => $made['id']]))['data']['attributes'];
check($read['surname'] === 'Hippel', $read);

// Pasted samples without an id.
expect(422, call('GET', '/customer'));
expect(422, call('DELETE', '/customer'));
expect(404, call('GET', '/customer', ['email' => 'nobody@php.example']));
$same = expect(422, call('POST', '/customers', ['name' => 'Pia', 'email' => ' PIA@php.example']));
check(isset($same['errors']['email']), $same);
$gone = call('DELETE', '/customer', ['id' => $made['id']]);
check($gone['status'] < 300, $gone);
expect(404, call('GET', '/customer', ['id' => $made['id']]));
