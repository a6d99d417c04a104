using System.Text.Json;

namespace HighPerfChainSync.Fuzzing.Targets;

/// <summary>Fields of records that neither a root nor another field protects: a node may say about them what it likes.</summary>
internal static class UnprotectedFields
{
    /// <summary>EIP-7702: the last type that has a signature.</summary>
    private const int LastSigned = 4;

    private const string NoData = "0x";
    private const string ZeroAddress = "0x0000000000000000000000000000000000000000";

    /// <summary>Whether a change is one that nothing could notice.</summary>
    /// <param name="field">Type of the record and key.</param>
    /// <param name="record">The record as it was.</param>
    /// <param name="was">The value as it was.</param>
    /// <param name="becomes">The value as it is now.</param>
    public static bool Allows(string field, JsonElement record, JsonElement was, JsonElement becomes) => field switch
    {
        // A sum over all blocks, and a length: in no hash.
        "block.total_difficulty" or "block.size" => true,
        // Rollups and blobs: the receipts' root has none of it.
        _ when field.StartsWith("transaction.receipt_l1_", StringComparison.Ordinal) || field.StartsWith("transaction.receipt_operator_", StringComparison.Ordinal) => true,
        "transaction.receipt_blob_gas_price" or "transaction.receipt_blob_gas_used" => true,
        // Follows from the signature, which is checked at the level of senders only; a deposit hashes it.
        "transaction.from_address" => record.GetProperty("transaction_type") is not { ValueKind: JsonValueKind.Number } type || type.GetInt32() <= LastSigned,
        // Old nodes leave it out.
        "transaction.transaction_type" => IsNothing(was, 0) && IsNothing(becomes, 0),
        // A deposit receipt's nonce is in the root since Canyon only, when it has a version too.
        "transaction.receipt_deposit_nonce" => record.GetProperty("receipt_deposit_receipt_version").ValueKind == JsonValueKind.Null,
        "transaction.mint" => IsLeftOut(was, becomes),
        // Absent and empty are hashed alike.
        "transaction.access_list" or "transaction.blob_versioned_hashes" or "transaction.authorization_list" => IsEmpty(was) && IsEmpty(becomes),
        // Of the parity and v one is hashed: either may be left out, and of a legacy transaction the parity follows from v, as does the chain.
        "transaction.v" => IsLeftOut(was, becomes),
        "transaction.y_parity" => IsLegacy(record) || IsLeftOut(was, becomes),
        "transaction.chain_id" => IsLegacy(record),
        // The header has the hash of the uncles' headers, which are not there: only whether there are any is known.
        "block.uncles" => !IsEmpty(was) && !IsEmpty(becomes),
        // What was paid, where two fees are hashed instead; other transactions hash it.
        "transaction.gas_price" => record.GetProperty("max_fee_per_gas").ValueKind != JsonValueKind.Null || (IsNothing(was, 0) && IsNothing(becomes, 0)),
        // Follows from the fees where it is said; it may be left out.
        "transaction.receipt_effective_gas_price" => IsLeftOut(was, becomes),
        // The zero address stands for null; and where nothing was created, nodes name an address or none.
        "transaction.receipt_contract_address" =>
            (IsNothing(was, ZeroAddress) && IsNothing(becomes, ZeroAddress)) || (HasFailed(record) && IsLeftOut(was, becomes)),
        // A receipt has a status or a root; the other may be said besides.
        "transaction.receipt_root" => IsNothing(was, NoData),
        "transaction.receipt_status" => !IsNothing(record.GetProperty("receipt_root"), NoData),
        _ => false,
    };

    private static bool IsLeftOut(JsonElement was, JsonElement becomes) => was.ValueKind == JsonValueKind.Null || becomes.ValueKind == JsonValueKind.Null;

    private static bool HasFailed(JsonElement transaction) => IsNothing(transaction.GetProperty("receipt_status"), 0);

    private static bool IsLegacy(JsonElement transaction) => IsNothing(transaction.GetProperty("transaction_type"), 0);

    private static bool IsEmpty(JsonElement value) => value.ValueKind == JsonValueKind.Null || value.GetArrayLength() == 0;

    private static bool IsNothing(JsonElement value, int nothing) => value.ValueKind == JsonValueKind.Null || (value.TryGetInt32(out int number) && number == nothing);

    private static bool IsNothing(JsonElement value, string nothing) => value.ValueKind == JsonValueKind.Null || value.GetString() == nothing;
}
