using System.Text.Json;
using HighPerfChainSync.Decoding;
using HighPerfChainSync.Encoding;
using HighPerfChainSync.Records;
using HighPerfChainSync.Testing;
using HighPerfChainSync.UnitTests.Decoding;

namespace HighPerfChainSync.UnitTests.Encoding;

/// <summary>Recorded blocks, decoded and encoded: no field is lost and no digit differs.</summary>
public sealed class RecordedBlocksTests : IDisposable
{
    private readonly BlockDataPool _pool = new();
    private readonly JsonRecordEncoder _json = new();
    private readonly MessagePackRecordEncoder _messagePack = new();

    public void Dispose() => _pool.Dispose();

    [Fact]
    public void JsonEqualsWhatTheNodesJsonSays()
    {
        int records = 0;
        foreach (RecordedBlock recorded in SharedData.RequireBlocks())
        {
            if (recorded.ReceiptsPath is null || TryDecode(recorded) is not { } block) continue;
            using JsonDocument node = JsonDocument.Parse(File.ReadAllBytes(recorded.BlockPath));
            using JsonDocument receipts = JsonDocument.Parse(File.ReadAllBytes(recorded.ReceiptsPath));
            List<(Entity Entity, string Text)> expected = ReferenceRecords.Make(node.RootElement, [.. receipts.RootElement.EnumerateArray()]);

            _json.Encode(block, EntitySet.Default);
            List<string> lines = EncodedText.Lines(block);
            for (int i = 0; i < Math.Min(expected.Count, lines.Count); i++)
                EncodedText.AssertSame(expected[i].Text, lines[i], $"{recorded.Name}, record {i}");
            Assert.True(expected.Count == lines.Count, $"{recorded.Name}: {expected.Count} records were expected, not {lines.Count}.");
            Assert.Equal(expected.Select(pair => pair.Entity), block.Encoded.Records.ToArray().Select(record => record.Entity));
            records += lines.Count;
            block.Return();
        }

        Assert.True(records > 10_000, $"Only {records} records were compared.");
    }

    [Fact]
    public void MessagePackSaysTheSameAsJson()
    {
        int records = 0;
        foreach (RecordedBlock recorded in SharedData.RequireBlocks())
        {
            if (recorded.ReceiptsPath is null || TryDecode(recorded) is not { } block) continue;
            _json.Encode(block, EntitySet.Default);
            List<string> lines = EncodedText.Lines(block);
            _messagePack.Encode(block, EntitySet.Default);
            Assert.Equal(lines.Count, block.Encoded.Records.Length);
            for (int i = 0; i < lines.Count; i++)
                MessagePackText.AssertSame(lines[i], block.Encoded.GetMemory(block.Encoded.Records[i]));
            records += lines.Count;
            block.Return();
        }

        Assert.True(records > 10_000, $"Only {records} records were compared.");
    }

    /// <summary>The block, or null for a recording that is malformed or incomplete on purpose.</summary>
    private BlockData? TryDecode(RecordedBlock recorded)
    {
        BlockData block = _pool.Rent("test");
        try
        {
            Decode.Block(Segments.Contiguous(File.ReadAllBytes(recorded.BlockPath)), block);
            Decode.Receipts(Segments.Contiguous(File.ReadAllBytes(recorded.ReceiptsPath!)), block);
            return block;
        }
        catch (DecodeException)
        {
            block.Return();
            Assert.Contains("goerli/8656414", recorded.Name, StringComparison.Ordinal);
            return null;
        }
    }
}
