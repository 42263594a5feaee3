<?php
// As the PHP samples of the documentation do it: libcurl with an array as POSTFIELDS, which makes a
// multipart body, under a header that says JSON.
declare(strict_types=1);

function call(string $method, string $path, ?array $fields = null, ?string $key = null): array
{
    $curl = curl_init();
    curl_setopt_array($curl, [
        CURLOPT_URL => getenv('MUSTER_BASE') . '/api/v1' . $path,
        CURLOPT_RETURNTRANSFER => true,
        CURLOPT_ENCODING => '',
        CURLOPT_MAXREDIRS => 10,
        CURLOPT_FOLLOWLOCATION => true,
        CURLOPT_CUSTOMREQUEST => $method,
        CURLOPT_HTTPHEADER => ['Content-Type: application/json', 'Authorization: Bearer ' . ($key ?? getenv('MUSTER_KEY'))],
    ]);
    if ($fields !== null) curl_setopt($curl, CURLOPT_POSTFIELDS, $fields);
    $text = curl_exec($curl);
    if ($text === false) throw new RuntimeException(curl_error($curl));
    $answer = json_decode($text, true, 512, JSON_THROW_ON_ERROR);
    check($answer['status'] === curl_getinfo($curl, CURLINFO_RESPONSE_CODE), "$method $path: the status stands in the body: $text");
    return $answer;
}

function check(bool $is_right, string $what): void
{
    if (!$is_right) throw new RuntimeException($what);
}

function text(array $answer): string
{
    return json_encode($answer, JSON_UNESCAPED_UNICODE);
}

$group = call('POST', '/customer-groups/add', ['group_name' => 'PHP buyers', 'group_description' => 'é and €']);
check($group['message'] === 'Group added successfully', text($group));
$id = $group['data']['group']['id'];
check($group['data']['group']['group_description'] === 'é and €', text($group));

$fields = ['customer_group_id' => $id, 'customer_name' => 'Ama Owusu', 'customer_phone' => '+233201234567', 'customer_country' => 'Ghana',
    'customer_city' => 'Accra', 'customer_state' => 'Greater Accra', 'customer_zip' => '00233', 'address1' => '1 Ring Road', 'customer_email' => null];
$made = call('POST', '/customers/add', $fields)['data']['customer'];
check($made['customer_group_id'] === $id && $made['customer_zip'] === '00233' && $made['customer_email'] === null, text($made));

$changed = call('PUT', "/customers/{$made['id']}", ['customer_city' => 'Kumasi'] + $fields)['data']['customer'];
check($changed['customer_city'] === 'Kumasi' && $changed['customer_name'] === 'Ama Owusu', text($changed));
$read = call('GET', "/customers/{$made['id']}")['data'];
check($read['customer'] === $changed && $read['customer-group'][0]['id'] === $id, text($read));
$list = call('GET', "/customers?customer_group_id=$id");
check($list['message'] === 'Customers found: 1' && count($list['data']['customers']) === 1, text($list));

$refused = call('POST', '/customers/add', ['customer_name' => 'Nobody']);
check($refused['status'] === 400 && $refused['error'] === 'The customer_phone field is required', text($refused));
check(call('GET', '/customers', null, 'wrong')['error'] === 'Unauthorized: Invalid API Key', 'a wrong key');

check(call('DELETE', "/customers/{$made['id']}")['status'] === 200, 'removes the customer');
check(call('GET', "/customers/{$made['id']}")['error'] === 'Customer not found', 'it is gone');
check(call('DELETE', "/customer-groups/$id")['status'] === 200, 'removes the group');
check(call('GET', "/customer-groups/$id")['status'] === 404, 'it is gone');
