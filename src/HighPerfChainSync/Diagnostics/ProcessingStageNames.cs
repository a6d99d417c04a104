namespace HighPerfChainSync.Diagnostics;

/// <summary>What stages are called in metrics and logs.</summary>
public static class ProcessingStageNames
{
    private static readonly string[] s_names = ["decode", "verify", "encode", "write"];

    /// <summary>Number of stages.</summary>
    public static int Count => s_names.Length;

    /// <summary>The name of a stage.</summary>
    public static string Of(ProcessingStage stage) => s_names[(int)stage];
}
