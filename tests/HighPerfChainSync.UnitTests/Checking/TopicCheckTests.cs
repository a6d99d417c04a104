using HighPerfChainSync.Checking;
using HighPerfChainSync.Encoding;
using HighPerfChainSync.Kafka.Checking;
using HighPerfChainSync.Records;
using HighPerfChainSync.Verification;

namespace HighPerfChainSync.UnitTests.Checking;

/// <summary>A check of topics finds nothing in what a sync writes, and finds what was changed since.</summary>
public sealed class TopicCheckTests
{
    [Theory]
    [InlineData("json", RecordSchema.Extended, NumberForm.Number)]
    [InlineData("json", RecordSchema.Extended, NumberForm.String)]
    [InlineData("json", RecordSchema.Plain, NumberForm.Number)]
    [InlineData("messagepack", RecordSchema.Extended, NumberForm.Number)]
    [InlineData("messagepack", RecordSchema.Extended, NumberForm.String)]
    [InlineData("messagepack", RecordSchema.Plain, NumberForm.String)]
    public void WhatASyncWritesIsSound(string format, RecordSchema schema, NumberForm numbers)
    {
        var stream = new StoredStream(format: format, schema: schema, numbers: numbers);
        TopicCheckReport report = stream.Check();
        AssertSound(report);
        Assert.Equal(8, report.Blocks);
        Assert.Equal(stream.Topics.Sum(topic => topic.Count), report.Records);
        Assert.Equal(8, RowOf(report, "receipts-root").Passed);
        Assert.Equal(8, RowOf(report, "logs-bloom").Passed);
        Assert.Equal(7, RowOf(report, "parent-hash").Passed);
        if (schema == RecordSchema.Plain) return;
        Assert.Equal(8, RowOf(report, "block-hash").Passed);
        Assert.Equal(8, RowOf(report, "transaction-hash").Passed);
        Assert.Equal(8, RowOf(report, "transactions-root").Passed);
        Assert.All(report.Checks, row => Assert.Empty(row.NotChecked));
    }

    [Fact]
    public void ThePlainSchemaSaysWhatItCannotProve()
    {
        TopicCheckReport report = new StoredStream(schema: RecordSchema.Plain).Check();
        foreach (string check in (string[])["block-hash", "transaction-hash", "transactions-root", "uncles"])
        {
            (string reason, long count) = Assert.Single(RowOf(report, check).NotChecked);
            Assert.True(count > 0);
            Assert.Equal("the plain schema has not all that is hashed", reason);
        }
    }

    [Theory]
    [InlineData(EntitySet.Block, "transactions-root", "the stream has no transactions")]
    [InlineData(EntitySet.Block | EntitySet.Transaction, "receipts-root", "the stream has no logs")]
    [InlineData(EntitySet.Block | EntitySet.Transaction | EntitySet.TokenTransfer, "token-transfer", "the stream has no logs")]
    public void WhatAStreamDoesNotHaveIsNotChecked(EntitySet entities, string check, string reason)
    {
        TopicCheckReport report = new StoredStream { Entities = entities }.Check();
        AssertSound(report);
        Assert.Equal(8, RowOf(report, check).NotChecked[reason]);
        Assert.Equal(8, RowOf(report, "block-hash").Passed);
    }

    [Fact]
    public void AMissingRecordIsFoundWhateverItIs()
    {
        AssertFound(Without(Entity.Log, 3), "receipts-root", "log-index");
        AssertFound(Without(Entity.Transaction, 1), "transaction-count", "transactions-root");
        AssertFound(Without(Entity.TokenTransfer, 0), "token-transfer");
        TopicCheckReport report = AssertFound(Without(Entity.Block, 2), "block-record");
        Assert.Equal("c_transactions", report.Faults[0].Place!.Value.Topic);
    }

    [Fact]
    public void AMissingBlockIsFoundInTheMiddleAndAtBothEnds()
    {
        foreach (int block in (int[])[0, 4, 7])
        {
            var stream = new StoredStream();
            for (int i = 0; i < EntityNames.Count; i++)
            {
                foreach (byte[] record in stream.RecordsOf(block, (Entity)i)) stream.Topics[i].Remove(record);
            }

            StoredFault fault = Assert.Single(AssertFound(stream, "block-missing").Faults);
            Assert.Equal(stream.First + (ulong)block, fault.Block);
        }
    }

    [Theory]
    [InlineData(Entity.Block)]
    [InlineData(Entity.Transaction)]
    [InlineData(Entity.Log)]
    [InlineData(Entity.TokenTransfer)]
    public void ARecordThatIsThereTwiceIsFound(Entity entity)
    {
        var stream = new StoredStream();
        stream.Topics[(int)entity].Insert(2, stream.Topics[(int)entity][1]);
        StoredFault fault = Assert.Single(AssertFound(stream, "record-duplicate").Faults);
        Assert.Equal(4, fault.Place!.Value.Offset);
        Assert.Equal("c_" + entity.Plural(), fault.Place!.Value.Topic);
    }

    [Theory]
    [InlineData(Entity.Transaction)]
    [InlineData(Entity.Log)]
    [InlineData(Entity.TokenTransfer)]
    public void ASwappedOrderIsFoundAndNothingElseIsWrong(Entity entity)
    {
        var stream = new StoredStream();
        int block = Enumerable.Range(0, 8).First(i => stream.RecordsOf(i, entity).Length >= 2);
        List<byte[]> topic = stream.Topics[(int)entity];
        int at = topic.IndexOf(stream.RecordsOf(block, entity)[0]);
        (topic[at], topic[at + 1]) = (topic[at + 1], topic[at]);
        Assert.Single(AssertFound(stream, "record-order").Faults);
    }

    [Fact]
    public void ABlockBehindALaterOneIsFound()
    {
        var stream = new StoredStream();
        List<byte[]> blocks = stream.Topics[0];
        (blocks[3], blocks[4]) = (blocks[4], blocks[3]);
        AssertFound(stream, "record-order", "block-record");
    }

    [Theory]
    [InlineData("not even JSON", "neither a JSON object")]
    [InlineData("{\"type\":\"log\"}", "has no block number")]
    public void AForeignRecordIsFound(string value, string message)
    {
        var stream = new StoredStream();
        stream.Topics[(int)Entity.Log].Insert(1, TextEncoding.UTF8.GetBytes(value));
        Assert.Contains(message, Assert.Single(AssertFound(stream, "record").Faults).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AKeyTooMuchOrTooLittleIsFound()
    {
        AssertFound(new StoredStream().Change(Entity.Log, 0, text => text.Replace(",\"topics\"", ",\"extra\":1,\"topics\"", StringComparison.Ordinal)), "record");
        AssertFound(new StoredStream().Change(Entity.Block, 0, text => text.Replace("\"size\"", "\"sise\"", StringComparison.Ordinal)), "record");
        AssertFound(new StoredStream().Change(Entity.Log, 0, text => text.Replace("\"data\":\"0x", "\"data\":\"0X", StringComparison.Ordinal)), "record");
    }

    /// <summary>Every field of every kind of record, but for those that nothing else in the block follows from.</summary>
    [Theory]
    [InlineData(Entity.Block, "total_difficulty,size")]
    [InlineData(Entity.Transaction, "from_address,gas_price,receipt_blob_gas_price,receipt_blob_gas_used")]
    [InlineData(Entity.Log, "")]
    [InlineData(Entity.TokenTransfer, "")]
    public void AChangedValueIsFoundInEveryFieldThatIsProven(Entity entity, string unproven)
    {
        var stream = new StoredStream();
        List<byte[]> topic = stream.Topics[(int)entity];
        var changed = new HashSet<string>();
        // The profile of a development chain says that the hash of its block 0 may be made otherwise.
        for (int i = entity == Entity.Block ? 1 : 0; i < topic.Count; i++)
        {
            byte[] before = topic[i];
            foreach (string key in TamperedRecord.KeysOf(before).Except(changed).ToArray())
            {
                if (TamperedRecord.Change(before, key) is not { } after) continue;
                topic[i] = after;
                TopicCheckReport report = stream.Check();
                if (report.IsSound) Assert.Contains(key, unproven.Split(','));
                else changed.Add(key);
                topic[i] = before;
            }

            if (i > 40) break;
        }

        Assert.True(changed.Count >= (entity == Entity.Transaction ? 20 : 10), string.Join(", ", changed));
    }

    [Theory]
    [InlineData("gas_used", "block-hash", "gas-used")]
    [InlineData("timestamp", "block-hash", "item-timestamp")]
    [InlineData("receipts_root", "receipts-root", "block-hash")]
    [InlineData("transactions_root", "transactions-root", "block-hash")]
    [InlineData("mix_hash", "block-hash", null)]
    [InlineData("transaction_count", "transaction-count", null)]
    [InlineData("item_id", "record-id", null)]
    [InlineData("item_timestamp", "record-time", null)]
    [InlineData("parent_hash", "parent-hash", "block-hash")]
    [InlineData("logs_bloom", "logs-bloom", "block-hash")]
    public void AChangedHeaderIsNamedByWhatItBreaks(string key, string check, string? also)
    {
        var stream = new StoredStream();
        stream.Topics[0][3] = TamperedRecord.Change(stream.Topics[0][3], key)!;
        TopicCheckReport report = AssertFound(stream, check);
        if (also is not null) Assert.True(RowOf(report, also).Failed > 0);
        Assert.All(report.Faults, fault => Assert.True(fault.Block >= stream.First + 3));
    }

    [Fact]
    public void OnlySoManyFaultsAreKeptAndAllAreCounted()
    {
        var stream = new StoredStream();
        for (int i = 0; i < 8; i++) stream.Topics[0][i] = TamperedRecord.Change(stream.Topics[0][i], "item_timestamp")!;
        TopicCheckReport report = stream.Check(options => options with { MaxFaults = 3 });
        Assert.Equal(8, report.FaultCount);
        Assert.Equal(3, report.Faults.Count);
    }

    [Fact]
    public void APartOfTheBlocksIsCheckedAlone()
    {
        var stream = new StoredStream();
        stream.Topics[0][1] = TamperedRecord.Change(stream.Topics[0][1], "mix_hash")!;
        stream.Topics[0][6] = TamperedRecord.Change(stream.Topics[0][6], "mix_hash")!;
        TopicCheckReport report = stream.Check(options => options with { From = stream.First + 2, To = stream.First + 5 });
        AssertSound(report);
        Assert.Equal(4, report.Blocks);
        Assert.Equal(stream.First + 2, report.First);
        Assert.Equal(2, stream.Check().FaultCount);
    }

    [Fact]
    public void ASkippedCheckIsNoFault()
    {
        var stream = new StoredStream();
        stream.Topics[0][1] = TamperedRecord.Change(stream.Topics[0][1], "mix_hash")!;
        TopicCheckReport report = stream.Check(options => options with { SkippedChecks = CheckSet.Empty.With(BlockCheck.BlockHash) });
        AssertSound(report);
        Assert.Equal(1, RowOf(report, "block-hash").NotChecked.Values.Sum());
    }

    private static StoredStream Without(Entity entity, int index)
    {
        var stream = new StoredStream();
        stream.Topics[(int)entity].RemoveAt(index);
        return stream;
    }

    private static TopicCheckReport AssertFound(StoredStream stream, params string[] checks)
    {
        TopicCheckReport report = stream.Check();
        foreach (string check in checks) Assert.True(report.Checks.Any(row => row.Check == check && row.Failed > 0), $"{check}: {string.Join('\n', report.Faults)}");
        return report;
    }

    private static StoredCheckRow RowOf(TopicCheckReport report, string check) => report.Checks.Single(row => row.Check == check);

    private static void AssertSound(TopicCheckReport report) => Assert.True(report.IsSound, string.Join('\n', report.Faults));
}
