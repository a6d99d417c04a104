using HighPerfChainSync.Encoding;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.UnitTests.Encoding;

/// <summary>The extended schema and numbers as text, character for character.</summary>
public sealed class ExtendedRecordTests : IDisposable
{
    private const string BlockKeys =
        "\"mix_hash\":\"{21}\",\"parent_beacon_block_root\":\"{22}\",\"requests_hash\":\"{23}\",\"block_access_list_hash\":\"{24}\",\"slot_number\":25,"
        + "\"uncles\":[\"{26}\",\"{27}\"],\"extra_fields\":{\"newRoot\":\"0x0102\",\"new \\u0022gas\\u0022\":null},";

    private const string TransactionKeys =
        "\"chain_id\":5,\"v\":37,\"r\":\"0x0000000000000000000000000000000000000000000000000000000000000001\",\"s\":\"{FF}\",\"y_parity\":1,"
        + "\"access_list\":[{\"address\":\"{a31}\",\"storage_keys\":[\"{32}\",\"{33}\"]},{\"address\":\"{a34}\",\"storage_keys\":[]}],"
        + "\"authorization_list\":[{\"chain_id\":6,\"address\":\"{a35}\",\"nonce\":18446744073709551615,\"y_parity\":1,"
        + "\"r\":\"0x0000000000000000000000000000000000000000000000000000000000000002\",\"s\":\"0x0000000000000000000000000000000000000000000000000000000000000003\"}],"
        + "\"source_hash\":\"{41}\",\"mint\":42,\"is_system_tx\":true,\"receipt_deposit_nonce\":43,\"receipt_deposit_receipt_version\":1,"
        + "\"receipt_l1_blob_base_fee\":44,\"receipt_l1_base_fee_scalar\":45,\"receipt_l1_blob_base_fee_scalar\":46,\"receipt_operator_fee_scalar\":47,"
        + "\"receipt_operator_fee_constant\":48,";

    private const string NoBlockKeys =
        "\"mix_hash\":null,\"parent_beacon_block_root\":null,\"requests_hash\":null,\"block_access_list_hash\":null,\"slot_number\":null,\"uncles\":null,\"extra_fields\":{},";

    private const string NoTransactionKeys =
        "\"chain_id\":null,\"v\":null,\"r\":null,\"s\":null,\"y_parity\":null,\"access_list\":null,\"authorization_list\":null,\"source_hash\":null,\"mint\":null,"
        + "\"is_system_tx\":null,\"receipt_deposit_nonce\":null,\"receipt_deposit_receipt_version\":null,\"receipt_l1_blob_base_fee\":null,"
        + "\"receipt_l1_base_fee_scalar\":null,\"receipt_l1_blob_base_fee_scalar\":null,\"receipt_operator_fee_scalar\":null,\"receipt_operator_fee_constant\":null,";

    /// <summary>The keys that are text, as docs/formats.md lists them, with their values in the sample.</summary>
    private static readonly string[] s_quantities =
    [
        "\"difficulty\":6", "\"total_difficulty\":58750003716598352816469", "\"gas_limit\":30000000", "\"gas_used\":21000", "\"base_fee_per_gas\":8",
        "\"amount\":18446744073709551615", "\"amount\":0", "\"blob_gas_used\":131072", "\"excess_blob_gas\":18446744073709551615",
        "\"value\":115792089237316195423570985008687907853269984665640564039457584007913129639935", "\"gas\":100", "\"gas_price\":101",
        "\"max_fee_per_gas\":102", "\"max_priority_fee_per_gas\":103", "\"max_fee_per_blob_gas\":104", "\"receipt_cumulative_gas_used\":105",
        "\"receipt_gas_used\":106", "\"receipt_effective_gas_price\":107", "\"receipt_l1_fee\":1", "\"receipt_l1_gas_used\":2",
        "\"receipt_l1_gas_price\":3", "\"receipt_blob_gas_price\":108", "\"receipt_blob_gas_used\":109", "\"value\":18446744073709551616",
        "\"chain_id\":5", "\"v\":37", "\"chain_id\":6", "\"nonce\":18446744073709551615,\"y", "\"mint\":42", "\"receipt_l1_blob_base_fee\":44",
        "\"receipt_l1_base_fee_scalar\":45", "\"receipt_l1_blob_base_fee_scalar\":46", "\"receipt_operator_fee_scalar\":47",
        "\"receipt_operator_fee_constant\":48",
    ];

    private readonly BlockDataPool _pool = new();
    private readonly BlockData _block;

    public ExtendedRecordTests() => _block = _pool.Rent("test");

    public void Dispose()
    {
        _block.Return();
        _pool.Dispose();
    }

    [Fact]
    public void TheExtendedKeysStandBetweenThePlainOnesAndTheId()
    {
        SampleBlocks.FillFull(_block);
        ExtendedSamples.Fill(_block);
        List<string> expected = Encode(RecordSchema.Plain, NumberForm.Number);
        expected[0] = expected[0].Replace("\"item_id\"", Filled(BlockKeys) + "\"item_id\"", StringComparison.Ordinal);
        expected[1] = expected[1].Replace("\"item_id\"", Filled(TransactionKeys) + "\"item_id\"", StringComparison.Ordinal);
        Assert.Equal(expected, Encode(RecordSchema.Extended, NumberForm.Number));
    }

    [Fact]
    public void WhatTheNodeDidNotSendIsNull()
    {
        SampleBlocks.FillBare(_block);
        _block.Transactions.Add() = new TransactionRecord { Hash = SampleBlocks.Hash(0xBB), RollupIndex = -1 };
        List<string> expected = Encode(RecordSchema.Plain, NumberForm.Number);
        expected[0] = expected[0].Replace("\"item_id\"", NoBlockKeys + "\"item_id\"", StringComparison.Ordinal);
        expected[1] = expected[1].Replace("\"item_id\"", NoTransactionKeys + "\"item_id\"", StringComparison.Ordinal);
        Assert.Equal(expected, Encode(RecordSchema.Extended, NumberForm.Number));
    }

    [Theory]
    [InlineData(RecordSchema.Plain)]
    [InlineData(RecordSchema.Extended)]
    public void QuantitiesAreTextWhenAskedForAndNothingElseChanges(RecordSchema schema)
    {
        SampleBlocks.FillFull(_block);
        ExtendedSamples.Fill(_block);
        string expected = string.Join('\n', Encode(schema, NumberForm.Number));
        foreach (string quantity in s_quantities)
        {
            string text = quantity.Replace(",\"y", "", StringComparison.Ordinal);
            if (schema == RecordSchema.Extended) Assert.Contains(quantity, expected, StringComparison.Ordinal);
            int colon = text.LastIndexOf(':');
            string quoted = $"{text[..(colon + 1)]}\"{text[(colon + 1)..]}\"";
            expected = expected.Replace(quantity, quantity.Replace(text, quoted, StringComparison.Ordinal), StringComparison.Ordinal);
        }

        Assert.Equal(expected.Split('\n'), Encode(schema, NumberForm.String));
    }

    [Theory]
    [InlineData(RecordSchema.Plain, NumberForm.String, false)]
    [InlineData(RecordSchema.Extended, NumberForm.Number, false)]
    [InlineData(RecordSchema.Extended, NumberForm.String, false)]
    [InlineData(RecordSchema.Extended, NumberForm.Number, true)]
    [InlineData(RecordSchema.Extended, NumberForm.String, true)]
    public void MessagePackSaysTheSame(RecordSchema schema, NumberForm numbers, bool isBare)
    {
        if (isBare)
        {
            SampleBlocks.FillBare(_block);
            _block.Transactions.Add() = new TransactionRecord { Hash = SampleBlocks.Hash(0xBB), RollupIndex = -1 };
        }
        else
        {
            SampleBlocks.FillFull(_block);
            ExtendedSamples.Fill(_block);
        }

        List<string> lines = Encode(schema, numbers);
        new MessagePackRecordEncoder(new RecordEncoderOptions { Schema = schema, Numbers = numbers }).Encode(_block, EntitySet.Default);
        Assert.Equal(lines.Count, _block.Encoded.Records.Length);
        for (int i = 0; i < lines.Count; i++)
            MessagePackText.AssertSame(lines[i], _block.Encoded.GetMemory(_block.Encoded.Records[i]));
    }

    [Theory]
    [InlineData("json")]
    [InlineData("messagepack")]
    public void TheLongestValuesFitWhatIsAnnounced(string format)
    {
        SampleBlocks.FillFull(_block);
        ExtendedSamples.Fill(_block);
        LongestValues.Fill(_block);
        ExtendedSamples.FillLongest(_block);
        RecordEncoders.Create(format, new RecordEncoderOptions { Schema = RecordSchema.Extended, Numbers = NumberForm.String }).Encode(_block, EntitySet.Default);
        Assert.Equal(5, _block.Encoded.Records.Length);
    }

    private static string Filled(string template)
    {
        for (int fill = 0; fill < 256; fill++)
        {
            template = template
                .Replace($"{{{fill:X2}}}", SampleBlocks.Hex((byte)fill, 32), StringComparison.Ordinal)
                .Replace($"{{a{fill:X2}}}", SampleBlocks.Hex((byte)fill, 20), StringComparison.Ordinal);
        }

        return template;
    }

    private List<string> Encode(RecordSchema schema, NumberForm numbers)
    {
        new JsonRecordEncoder(new RecordEncoderOptions { Schema = schema, Numbers = numbers }).Encode(_block, EntitySet.Default);
        return EncodedText.Lines(_block);
    }
}
