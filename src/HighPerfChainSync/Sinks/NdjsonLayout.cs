using System.Globalization;
using HighPerfChainSync.Encoding;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Sinks;

/// <summary>The names in a directory of files: <c>blocks/blocks_000000000-000000999.jsonl</c>, with <c>.tmp</c> while it grows.</summary>
internal sealed class NdjsonLayout
{
    /// <summary>Ends the names of files that are not complete.</summary>
    public const string TemporarySuffix = ".tmp";

    private readonly string _extension;

    /// <summary>The names for a directory and a format.</summary>
    public NdjsonLayout(string root, string format)
    {
        Root = root;
        EndsLines = format != MessagePackRecordEncoder.FormatName;
        _extension = EndsLines ? ".jsonl" : ".msgpack";
    }

    /// <summary>The directory.</summary>
    public string Root { get; }

    /// <summary>Whether a record ends with a line feed; MessagePack maps end by themselves.</summary>
    public bool EndsLines { get; }

    /// <summary>The progress file.</summary>
    public string Progress => Path.Combine(Root, "progress.json");

    /// <summary>The file that the writing process holds locked.</summary>
    public string Lock => Path.Combine(Root, ".lock");

    /// <summary>The directory of an entity's files.</summary>
    public string Directory(Entity entity) => Path.Combine(Root, entity.Plural());

    /// <summary>A file that is being filled, named by its first block.</summary>
    public string Temporary(Entity entity, ulong first) => Path.Combine(
        Directory(entity),
        string.Create(CultureInfo.InvariantCulture, $"{entity.Plural()}_{first:D9}{_extension}{TemporarySuffix}"));

    /// <summary>A complete file, named by its first and last block.</summary>
    public string Complete(Entity entity, ulong first, ulong last) => Path.Combine(
        Directory(entity),
        string.Create(CultureInfo.InvariantCulture, $"{entity.Plural()}_{first:D9}-{last:D9}{_extension}"));

    /// <summary>The complete files of an entity.</summary>
    public IEnumerable<string> CompleteFiles(Entity entity) =>
        System.IO.Directory.EnumerateFiles(Directory(entity), $"{entity.Plural()}_*{_extension}");

    /// <summary>The incomplete files of an entity.</summary>
    public IEnumerable<string> TemporaryFiles(Entity entity) =>
        System.IO.Directory.EnumerateFiles(Directory(entity), $"{entity.Plural()}_*{_extension}{TemporarySuffix}");
}
