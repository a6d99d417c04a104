namespace HighPerfChainSync.Fuzzing;

/// <summary>Something that reads what others wrote, and the rules that it must keep to.</summary>
/// <remarks>Keeps its memory between inputs. Thread: one at a time.</remarks>
internal interface IFuzzTarget : IDisposable
{
    /// <summary>Short, for the command line and the name of its corpus.</summary>
    string Name { get; }

    /// <summary>Inputs that it reads without complaint, or nearly.</summary>
    IReadOnlyList<FuzzSeed> Seeds { get; }

    /// <summary>
    /// Managed bytes that it may allocate for each byte of an input, beside a fixed part: what is decoded is larger than its JSON, and refusing
    /// costs an exception.
    /// </summary>
    int BytesPerByte { get; }

    /// <summary>Reads an input.</summary>
    /// <returns>A number for what became of it: inputs that come to a new one are worth changing further.</returns>
    /// <exception cref="FuzzFault">A rule is broken; any other exception is one too.</exception>
    ulong Run(ReadOnlyMemory<byte> input);

    /// <summary>What it has counted beside faults, for the report.</summary>
    string Summary { get; }
}
