using HighPerfChainSync.Encoding;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.UnitTests.Encoding;

/// <summary>The text of each record, character for character.</summary>
public sealed class JsonRecordEncoderTests : IDisposable
{
    private const string Tail = "\"item_timestamp\":\"2023-11-14T22:13:20Z\"}";

    private readonly BlockDataPool _pool = new();
    private readonly BlockData _block;
    private readonly JsonRecordEncoder _encoder = new();

    public JsonRecordEncoderTests() => _block = _pool.Rent("test");

    public void Dispose()
    {
        _block.Return();
        _pool.Dispose();
    }

    [Fact]
    public void ABlockHasAllItsKeysInOrder()
    {
        SampleBlocks.FillFull(_block);
        string expected =
            "{\"type\":\"block\",\"number\":18000000,\"hash\":\"" + Hash(0xAA) + "\",\"parent_hash\":\"" + Hash(0xAB)
            + "\",\"nonce\":\"0x0000000000000001\",\"sha3_uncles\":\"" + Hash(1) + "\",\"logs_bloom\":\"0xf00f\",\"transactions_root\":\""
            + Hash(2) + "\",\"state_root\":\"" + Hash(3) + "\",\"receipts_root\":\"" + Hash(4) + "\",\"miner\":\"" + Account(5)
            + "\",\"difficulty\":6,\"total_difficulty\":58750003716598352816469,\"size\":7,\"extra_data\":\"0x6162\",\"gas_limit\":30000000,"
            + "\"gas_used\":21000,\"timestamp\":1700000000,\"transaction_count\":1,\"base_fee_per_gas\":8,\"withdrawals_root\":\"" + Hash(9)
            + "\",\"withdrawals\":[{\"index\":1,\"validator_index\":2,\"address\":\"" + Account(0x10) + "\",\"amount\":18446744073709551615},"
            + "{\"index\":2,\"validator_index\":3,\"address\":\"" + Account(0x11) + "\",\"amount\":0}],\"blob_gas_used\":131072,"
            + "\"excess_blob_gas\":18446744073709551615,\"item_id\":\"block_" + Hash(0xAA) + "\"," + Tail;
        Assert.Equal(expected, Assert.Single(Encode(EntitySet.Block)));
    }

    [Fact]
    public void ATransactionHasAllItsKeysInOrder()
    {
        SampleBlocks.FillFull(_block);
        string expected =
            "{\"type\":\"transaction\",\"hash\":\"" + Hash(0xBB) + "\",\"nonce\":18446744073709551615,\"transaction_index\":0,\"from_address\":\""
            + Account(0xC1) + "\",\"to_address\":\"" + Account(0xC2)
            + "\",\"value\":115792089237316195423570985008687907853269984665640564039457584007913129639935,\"gas\":100,\"gas_price\":101,"
            + "\"input\":\"0xdead\",\"block_timestamp\":1700000000,\"block_number\":18000000,\"block_hash\":\"" + Hash(0xAA)
            + "\",\"max_fee_per_gas\":102,\"max_priority_fee_per_gas\":103,\"transaction_type\":3,\"max_fee_per_blob_gas\":104,"
            + "\"blob_versioned_hashes\":[\"" + Hash(0xE1) + "\",\"" + Hash(0xE2) + "\"],\"receipt_cumulative_gas_used\":105,"
            + "\"receipt_gas_used\":106,\"receipt_contract_address\":\"" + Account(0xC3) + "\",\"receipt_root\":\"" + Hash(0xBC)
            + "\",\"receipt_status\":1,\"receipt_effective_gas_price\":107,\"receipt_l1_fee\":1,\"receipt_l1_gas_used\":2,"
            + "\"receipt_l1_gas_price\":3,\"receipt_l1_fee_scalar\":0.684,\"receipt_blob_gas_price\":108,\"receipt_blob_gas_used\":109,"
            + "\"item_id\":\"transaction_" + Hash(0xBB) + "\"," + Tail;
        Assert.Equal(expected, Assert.Single(Encode(EntitySet.Transaction)));
    }

    [Fact]
    public void LogsHaveAllTheirKeysInOrder()
    {
        SampleBlocks.FillFull(_block);
        string middle = "\"block_number\":18000000,\"block_timestamp\":1700000000,\"block_hash\":\"" + Hash(0xAA) + "\",";
        string full =
            "{\"type\":\"log\",\"log_index\":41,\"transaction_hash\":\"" + Hash(0xBB) + "\",\"transaction_index\":0,\"address\":\"" + Account(0xD1)
            + "\",\"data\":\"0x01\",\"topics\":[\"" + Hash(0x70) + "\",\"" + Hash(0x71) + "\",\"" + Hash(0x72) + "\",\"" + Hash(0x73) + "\"],"
            + middle + "\"item_id\":\"log_" + Hash(0xBB) + "_41\"," + Tail;
        string anonymous =
            "{\"type\":\"log\",\"log_index\":42,\"transaction_hash\":\"" + Hash(0xBB) + "\",\"transaction_index\":0,\"address\":\"" + Account(0xD1)
            + "\",\"data\":\"0x\",\"topics\":[]," + middle + "\"item_id\":\"log_" + Hash(0xBB) + "_42\"," + Tail;
        Assert.Equal([full, anonymous], Encode(EntitySet.Log));
    }

    [Fact]
    public void ATokenTransferHasAllItsKeysInOrder()
    {
        SampleBlocks.FillFull(_block);
        string expected =
            "{\"type\":\"token_transfer\",\"token_address\":\"" + Account(0xD1) + "\",\"from_address\":\"" + Account(0xD2) + "\",\"to_address\":\""
            + Account(0xD3) + "\",\"value\":18446744073709551616,\"transaction_hash\":\"" + Hash(0xBB) + "\",\"log_index\":41,"
            + "\"block_number\":18000000,\"block_timestamp\":1700000000,\"block_hash\":\"" + Hash(0xAA) + "\",\"item_id\":\"token_transfer_"
            + Hash(0xBB) + "_41\"," + Tail;
        Assert.Equal(expected, Assert.Single(Encode(EntitySet.TokenTransfer)));
    }

    [Fact]
    public void WhatTheNodeDidNotSendIsNullAndListsAreEmpty()
    {
        SampleBlocks.FillBare(_block);
        _block.Transactions.Add() = new TransactionRecord { Hash = SampleBlocks.Hash(0xBB), From = SampleBlocks.Account(0xC1), RollupIndex = -1 };
        string expectedBlock =
            "{\"type\":\"block\",\"number\":7,\"hash\":\"" + Hash(0xAA) + "\",\"parent_hash\":\"" + Hash(0xAB)
            + "\",\"nonce\":null,\"sha3_uncles\":null,\"logs_bloom\":null,\"transactions_root\":null,\"state_root\":null,\"receipts_root\":null,"
            + "\"miner\":null,\"difficulty\":null,\"total_difficulty\":null,\"size\":null,\"extra_data\":null,\"gas_limit\":null,\"gas_used\":null,"
            + "\"timestamp\":1700000000,\"transaction_count\":1,\"base_fee_per_gas\":null,\"withdrawals_root\":null,\"withdrawals\":[],"
            + "\"blob_gas_used\":null,\"excess_blob_gas\":null,\"item_id\":\"block_" + Hash(0xAA) + "\"," + Tail;
        string expectedTransaction =
            "{\"type\":\"transaction\",\"hash\":\"" + Hash(0xBB) + "\",\"nonce\":0,\"transaction_index\":0,\"from_address\":\"" + Account(0xC1)
            + "\",\"to_address\":null,\"value\":0,\"gas\":0,\"gas_price\":null,\"input\":\"0x\",\"block_timestamp\":1700000000,\"block_number\":7,"
            + "\"block_hash\":\"" + Hash(0xAA) + "\",\"max_fee_per_gas\":null,\"max_priority_fee_per_gas\":null,\"transaction_type\":null,"
            + "\"max_fee_per_blob_gas\":null,\"blob_versioned_hashes\":[],\"receipt_cumulative_gas_used\":null,\"receipt_gas_used\":null,"
            + "\"receipt_contract_address\":null,\"receipt_root\":null,\"receipt_status\":null,\"receipt_effective_gas_price\":null,"
            + "\"receipt_l1_fee\":null,\"receipt_l1_gas_used\":null,\"receipt_l1_gas_price\":null,\"receipt_l1_fee_scalar\":null,"
            + "\"receipt_blob_gas_price\":null,\"receipt_blob_gas_used\":null,\"item_id\":\"transaction_" + Hash(0xBB) + "\"," + Tail;
        Assert.Equal([expectedBlock, expectedTransaction], Encode(EntitySet.Default));
    }

    [Fact]
    public void AnEmptyRootIsEmptyDataNotNull()
    {
        SampleBlocks.FillFull(_block);
        _block.Transactions[0].Present &= ~TransactionFields.Root;
        Assert.Contains("\"receipt_root\":\"0x\",", Assert.Single(Encode(EntitySet.Transaction)), StringComparison.Ordinal);
        _block.Transactions[0].Present &= ~TransactionFields.EmptyRoot;
        Assert.Contains("\"receipt_root\":null,", Assert.Single(Encode(EntitySet.Transaction)), StringComparison.Ordinal);
    }

    [Fact]
    public void RecordsComeEntityByEntity()
    {
        SampleBlocks.FillFull(_block);
        _encoder.Encode(_block, EntitySet.Default);
        Assert.Equal(
            [Entity.Block, Entity.Transaction, Entity.Log, Entity.Log, Entity.TokenTransfer],
            _block.Encoded.Records.ToArray().Select(record => record.Entity));
    }

    [Fact]
    public void EncodingAgainReplacesWhatWasEncoded()
    {
        SampleBlocks.FillFull(_block);
        string[] first = Encode(EntitySet.Default);
        Assert.Equal(first, Encode(EntitySet.Default));
    }

    [Theory]
    [InlineData(0UL, "\"item_timestamp\":\"1970-01-01T00:00:00Z\"}")]
    [InlineData(253_402_300_799UL, "\"item_timestamp\":\"9999-12-31T23:59:59Z\"}")]
    [InlineData(253_402_300_800UL, "\"item_timestamp\":null}")]
    [InlineData(ulong.MaxValue, "\"item_timestamp\":null}")]
    public void AnyBlockTimeIsWritten(ulong timestamp, string tail)
    {
        SampleBlocks.FillFull(_block);
        _block.Header.Timestamp = timestamp;
        Assert.All(Encode(EntitySet.Default), record => Assert.EndsWith(tail, record, StringComparison.Ordinal));
    }

    [Fact]
    public void TheLongestNumbersFitWhatIsAnnounced()
    {
        SampleBlocks.FillFull(_block);
        LongestValues.Fill(_block);
        string[] records = Encode(EntitySet.Default);
        Assert.Equal(5, records.Length);
        Assert.All(records, record => Assert.EndsWith("}", record, StringComparison.Ordinal));
    }

    [Fact]
    public void AnUnreadableFeeScalarIsNull()
    {
        SampleBlocks.FillFull(_block);
        SampleBlocks.SetFeeScalar(_block, "1e999"u8);
        Assert.Contains("\"receipt_l1_fee_scalar\":null,", Assert.Single(Encode(EntitySet.Transaction)), StringComparison.Ordinal);
    }

    private static string Hash(byte fill) => SampleBlocks.Hex(fill, 32);

    private static string Account(byte fill) => SampleBlocks.Hex(fill, 20);

    private string[] Encode(EntitySet entities)
    {
        _encoder.Encode(_block, entities);
        return [.. EncodedText.Lines(_block)];
    }
}
